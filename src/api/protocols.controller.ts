import { Readable } from 'node:stream';
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { type PublicKey, Signer } from '../access/signer.js';
import { ErpOptions } from '../erp/erp-options.js';
import { protocolOf } from '../files/protocol.js';
import { Protocols } from '../reconciliation/release/protocol.js';
import { sendFile } from './files.js';
import { Id, Operation, Valid } from './operation.js';
import { Me } from './request.js';
import { language } from './schemas.js';

const of = 'reconciliations/:id';
const ids = ['id'] as const;
const inLanguage = z.strictObject({ language });
const signatureOf = z.strictObject({ signature: z.string().min(1).max(10_000) });
const publicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
});

/** What auditors are given of a release, and what they check it with. */
@ApiTags('exports')
@Controller('api')
export class ProtocolsController {
  constructor(
    private readonly protocols: Protocols,
    private readonly signer: Signer,
    private readonly options: ErpOptions,
  ) {}

  @Get(`${of}/protocol.pdf`)
  @Operation({
    summary: 'The signed protocol of the release',
    for: ['manager'],
    ids,
    query: inLanguage,
    file: 'pdf',
  })
  async protocol(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(inLanguage)) { language = actor.language }: z.output<typeof inLanguage>,
    @Res() response: Response,
  ): Promise<void> {
    const protocol = await this.protocols.read({ ...actor, language }, id);
    const file = protocolOf(protocol, language, this.options.timeZone);
    await sendFile(response, `${protocol.view.documentNo}-protocol`, 'pdf', file);
  }

  @Get(`${of}/protocol.jws`)
  @Operation({
    summary: 'The protocol of the release as a signed file (JWS, EdDSA; keys: /api/protocol-keys)',
    for: ['manager'],
    ids,
    query: inLanguage,
    file: 'jws',
  })
  async signedProtocol(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Query(new Valid(inLanguage)) { language = actor.language }: z.output<typeof inLanguage>,
    @Res() response: Response,
  ): Promise<void> {
    const { documentNo, jws } = await this.protocols.signed({ ...actor, language }, id);
    await sendFile(response, `${documentNo}-protocol`, 'jws', Readable.from([jws]));
  }

  @Post(`${of}/protocol/verify`)
  @Operation({
    summary: 'Whether a signature is of this release, and its approved rows are unchanged',
    for: ['manager'],
    ids,
    body: signatureOf,
    status: 200,
    answer: z.object({
      signature: z.boolean(),
      noted: z.boolean(),
      unchanged: z.boolean(),
      content: z.record(z.string(), z.any()).nullable(),
    }),
  })
  verify(
    @Me() actor: Actor,
    @Param('id', Id) id: string,
    @Body(new Valid(signatureOf)) { signature }: z.output<typeof signatureOf>,
  ): Promise<unknown> {
    return this.protocols.verify(actor, id, signature);
  }

  @Get('protocol-keys')
  @Operation({
    summary: 'The public key of signed protocols (JWK Set)',
    for: 'everybody',
    answer: z.object({ keys: z.array(publicKey) }),
  })
  async keys(): Promise<{ keys: PublicKey[] }> {
    return { keys: [await this.signer.publicKey()] };
  }
}
