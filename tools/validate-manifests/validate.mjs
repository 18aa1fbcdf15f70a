// Validates kustomizations and single manifests without a cluster.
//   usage: node validate.mjs [--print] PATH…      a directory with a kustomization.yaml, or a file of manifests
// Prints what is wrong and, last, N passed, N failed, N skipped (custom resources are skipped). Exit code 1 when anything failed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import * as yaml from 'js-yaml';
import { assertions } from './assertions.mjs';
import { readDocuments, render } from './render.mjs';
import { schemaProblems } from './schema.mjs';

const counts = { passed: 0, failed: 0, skipped: 0 };
const paths = process.argv.slice(2).filter((a) => a !== '--print');
const print = process.argv.includes('--print');

for (const path of paths) {
  if (fs.statSync(path).isDirectory()) validateKustomization(path);
  else readDocuments(path).forEach((d) => validateSchema(path, d));
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed ? 1 : 0);

function validateKustomization(directory) {
  const documents = render(directory);
  if (print) console.log(documents.map((d) => yaml.dump(d)).join('---\n'));
  for (const document of documents) validateSchema(directory, document);
  for (const [name, problemsOf] of Object.entries(assertions)) report(directory, name, problemsOf(documents));
  compareWithKubectl(directory, documents);
}

function validateSchema(place, document) {
  const name = `${document.kind} ${document.metadata?.name}`;
  const problems = schemaProblems(document);
  if (problems === null) {
    counts.skipped++;
    console.log(`skip ${place}: ${name} (${document.apiVersion})`);
  } else {
    report(place, name, problems);
  }
}

function report(place, name, problems) {
  if (problems.length === 0) counts.passed++;
  else counts.failed++;
  for (const problem of problems) console.log(`BAD  ${place}: ${name}: ${problem}`);
}

// Our renderer is a part of Kustomize only; where kubectl with a recent Kustomize is at hand, both must agree.
function compareWithKubectl(directory, documents) {
  let text;
  try {
    const version = execFileSync('kubectl', ['version', '--client'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    if (!/Kustomize Version: v5/.test(version)) throw new Error('an old Kustomize');
    text = execFileSync('kubectl', ['kustomize', directory], { encoding: 'utf8' });
  } catch (error) {
    counts.skipped++;
    console.log(`skip ${directory}: comparison with kubectl (${error.code ?? error.message})`);
    return;
  }
  const theirs = canonical(yaml.loadAll(text).filter(Boolean));
  const ours = canonical(documents);
  const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
  report(directory, 'rendered as by kubectl', [...keys].filter((k) => theirs[k] !== ours[k]));
}

// Documents by kind and name, with sorted keys; hashes in names of config maps differ in kind, not in meaning.
function canonical(documents) {
  const text = (node) => JSON.stringify(node, (_, v) =>
    v && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v)
    .replace(/(proxydb-config)-[a-z0-9]{10}/g, '$1-HASH');
  return Object.fromEntries(documents.map((d) => [`${d.kind} ${d.metadata.name}`.replace(/-[a-z0-9]{10}$/, '-HASH'), text(d)]));
}
