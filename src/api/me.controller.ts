import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Actor } from '../access/actor.js';
import { Operation } from './operation.js';
import { Me } from './request.js';

const answer = z.object({
  login: z.string(),
  name: z.string(),
  roles: z.array(z.enum(['manager', 'worker', 'clerk'])),
  /** Where the person is an active worker; managers and clerks reach all. */
  warehouses: z.array(z.guid()),
});

@ApiTags('access')
@Controller('api/me')
export class MeController {
  @Get()
  @Operation({ summary: 'Who is signed in and may do what', for: 'signed-in', answer })
  me(@Me() actor: Actor): z.output<typeof answer> {
    const { login, name, roles, workers } = actor;
    return { login, name, roles: [...roles], warehouses: workers.map(({ warehouseId }) => warehouseId) };
  }
}
