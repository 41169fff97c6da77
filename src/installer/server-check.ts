import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '../database/database.js';
import { missingFeatures, serverFacts } from '../database/probes.js';
import { packageRoot, version } from '../package-root.js';
import { error, type Finding, ok, warning } from './finding.js';

/** The program's own side: Node.js, and that the manifest belongs to this version. */
export function checkHost(): Finding[] {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [wanted = 0, wantedMinor = 0] = String(engines.node).replace('>=', '').split('.').map(Number);
  const fits = major > wanted || (major === wanted && minor >= wantedMinor);
  return [
    fits
      ? ok('host.node', `Node.js ${process.versions.node}.`)
      : error('host.node', `Node.js ${process.versions.node} is too old.`, `Install ${engines.node}.`),
    checkManifest(),
  ];
}

function checkManifest(): Finding {
  try {
    const manifest = JSON.parse(readFileSync(join(packageRoot, 'plugin.manifest.json'), 'utf8'));
    if (manifest.version === version) return ok('host.manifest', `${manifest.id} ${version}.`);
    return error(
      'host.manifest',
      `The manifest is of ${manifest.version}, the program of ${version}.`,
      'Install the package again.',
    );
  } catch (cause) {
    return error(
      'host.manifest',
      `plugin.manifest.json cannot be read: ${(cause as Error).message}`,
      'Install the package again.',
    );
  }
}

/** The database server: its version (a low one is only a warning), what it can do, how it compares. */
export async function checkServer(database: Database): Promise<Finding[]> {
  const facts = await serverFacts(database);
  const findings: Finding[] = [];
  const says = `${facts.product} ${facts.version}.`;
  findings.push(
    facts.major !== null && facts.major < facts.tried
      ? warning(
          'server.version',
          says,
          'Older than what we test with. What it can do is looked at one by one.',
        )
      : ok('server.version', says),
  );
  for (const { feature, needs, reason } of await missingFeatures(database))
    findings.push(
      error(
        'server.feature',
        `The server lacks ${feature}: ${reason}`,
        needs.startsWith(facts.product) ? `It takes ${needs} or newer.` : 'Ask whoever runs it.',
      ),
    );
  if (!facts.encoding.startsWith('UTF'))
    findings.push(
      error(
        'server.encoding',
        `The database's encoding is ${facts.encoding}.`,
        'It takes UTF8 to hold what scanners read.',
      ),
    );
  else findings.push(ok('server.collation', `Collation ${facts.collation ?? 'unknown'}, ${facts.encoding}.`));
  if (!facts.still)
    findings.push(
      warning(
        'server.snapshot',
        'READ_COMMITTED_SNAPSHOT is off: a snapshot locks the transactions against writing while it reads.',
        'Ask your ERP vendor whether it may be on; it works without.',
      ),
    );
  return findings;
}
