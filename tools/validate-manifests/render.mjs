// Renders a kustomization without kubectl: the part of Kustomize that samples/kubernetes uses, and an error for anything else.
//   resources (files and directories), components, namespace, labels (metadata only), images, configMapGenerator (files), JSON patches
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import * as yaml from 'js-yaml';

const CLUSTER_WIDE = new Set(['Namespace', 'PriorityClass', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition']);
const KNOWN_KEYS = new Set(['apiVersion', 'kind', 'namespace', 'resources', 'components', 'configMapGenerator', 'images', 'labels', 'patches']);

/** All documents that `kubectl kustomize DIRECTORY` would print, in no particular order. */
export function render(directory) {
  return apply(directory, []);
}

function apply(directory, inherited) {
  const kustomization = readKustomization(directory);
  const documents = [...inherited];
  for (const resource of kustomization.resources ?? []) {
    const target = path.join(directory, resource);
    if (fs.statSync(target).isDirectory()) documents.push(...render(target));
    else documents.push(...readDocuments(target));
  }
  let result = documents;
  for (const component of kustomization.components ?? []) result = apply(path.join(directory, component), result);
  generateConfigMaps(kustomization, directory, result);
  for (const patch of kustomization.patches ?? []) applyPatch(patch, result, directory);
  for (const document of result) transform(kustomization, document);
  return result;
}

function readKustomization(directory) {
  const file = path.join(directory, 'kustomization.yaml');
  const kustomization = yaml.load(fs.readFileSync(file, 'utf8'));
  for (const key of Object.keys(kustomization)) {
    if (!KNOWN_KEYS.has(key)) throw new Error(`${file}: \`${key}\` is not known to this renderer`);
  }
  return kustomization;
}

export function readDocuments(file) {
  return yaml.loadAll(fs.readFileSync(file, 'utf8')).filter(Boolean);
}

function generateConfigMaps(kustomization, directory, documents) {
  for (const generator of kustomization.configMapGenerator ?? []) {
    const data = {};
    for (const entry of generator.files ?? []) {
      const [key, file] = entry.includes('=') ? entry.split('=', 2) : [path.basename(entry), entry];
      data[key] = fs.readFileSync(path.join(directory, file), 'utf8');
    }
    const hash = crypto.createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 10);
    const name = generator.options?.disableNameSuffixHash ? generator.name : `${generator.name}-${hash}`;
    documents.push({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data });
    for (const document of documents) renameConfigMap(document, generator.name, name);
  }
}

function renameConfigMap(node, from, to) {
  if (node === null || typeof node !== 'object') return;
  if (node.configMap?.name === from) node.configMap.name = to;
  if (node.configMapRef?.name === from) node.configMapRef.name = to;
  for (const child of Object.values(node)) renameConfigMap(child, from, to);
}

function applyPatch(patch, documents, directory) {
  const text = patch.patch ?? fs.readFileSync(path.join(directory, patch.path), 'utf8');
  const operations = yaml.load(text);
  if (!Array.isArray(operations)) throw new Error(`${directory}: only JSON patches are known to this renderer`);
  const targets = documents.filter((d) =>
    (!patch.target?.kind || d.kind === patch.target.kind) && (!patch.target?.name || d.metadata.name === patch.target.name));
  if (targets.length === 0) throw new Error(`${directory}: a patch matches nothing`);
  for (const target of targets) for (const operation of operations) applyOperation(operation, target);
}

function applyOperation({ op, path: pointer, value }, document) {
  const keys = pointer.split('/').slice(1).map((k) => k.replaceAll('~1', '/').replaceAll('~0', '~'));
  const last = keys.pop();
  const parent = keys.reduce((node, key) => node?.[key], document);
  if (parent === undefined) throw new Error(`a patch names ${pointer}, which ${document.kind} ${document.metadata.name} does not have`);
  if (op === 'remove' || op === 'replace') {
    if (!(last in parent)) throw new Error(`a patch names ${pointer}, which ${document.kind} ${document.metadata.name} does not have`);
  }
  if (op === 'remove') Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
  else if (op === 'add' && Array.isArray(parent)) parent.splice(last === '-' ? parent.length : Number(last), 0, value);
  else if (op === 'add' || op === 'replace') parent[last] = value;
  else throw new Error(`the operation \`${op}\` of a patch is not known to this renderer`);
}

function transform(kustomization, document) {
  document.metadata ??= {};
  if (kustomization.namespace && !CLUSTER_WIDE.has(document.kind)) document.metadata.namespace = kustomization.namespace;
  for (const { pairs } of kustomization.labels ?? []) document.metadata.labels = { ...document.metadata.labels, ...pairs };
  for (const image of kustomization.images ?? []) setImage(document, image);
}

function setImage(node, image) {
  if (node === null || typeof node !== 'object') return;
  if (node.image === image.name) {
    node.image = (image.newName ?? image.name) + (image.digest ? `@${image.digest}` : `:${image.newTag}`);
  }
  for (const child of Object.values(node)) setImage(child, image);
}
