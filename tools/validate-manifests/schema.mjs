// Strict schema check of one document. Two packages cover for each other:
//   @kubernetes/client-node   knows every field          -> unknown fields are found
//   kubernetes-models         has compiled JSON schemas  -> wrong types and missing fields are found
import { createRequire, register } from 'node:module';

// The package's index wants a newer Node; the generated models do not, but do not say either that they are modules (Node 18 asks).
register('data:text/javascript,' + encodeURIComponent(`
  export async function resolve(specifier, context, next) {
    const found = await next(specifier, context);
    return found.url.includes('/client-node/dist/gen/') ? { ...found, format: 'module' } : found;
  }`));
const models = await import('./node_modules/@kubernetes/client-node/dist/gen/models/all.js');

const require = createRequire(import.meta.url);

/** Problems of a document; null for kinds that neither package knows (custom resources). */
export function schemaProblems(document) {
  const type = modelName(document.apiVersion ?? '', document.kind);
  if (!models[type]) return null;
  const problems = [];
  findUnknownFields(type, document, document.kind, problems);
  findSchemaErrors(document, problems);
  return problems;
}

function modelName(apiVersion, kind) {
  const version = apiVersion.split('/').at(-1);
  return version[0]?.toUpperCase() + version.slice(1) + kind;
}

function findUnknownFields(type, value, path, problems) {
  if (value === null || value === undefined) return;
  const list = /^Array<(.*)>$/.exec(type);
  if (list) {
    if (!Array.isArray(value)) problems.push(`${path}: expected a list`);
    else value.forEach((item, i) => findUnknownFields(list[1], item, `${path}[${i}]`, problems));
    return;
  }
  if (/^\{ \[key: string\]/.test(type)) return; // free maps: labels, annotations, selectors
  const model = models[type];
  if (!model?.getAttributeTypeMap) return; // scalars
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push(`${path}: expected a mapping`);
    return;
  }
  const fields = new Map(model.getAttributeTypeMap().map((field) => [field.baseName, field.type]));
  for (const key of Object.keys(value)) {
    if (fields.has(key)) findUnknownFields(fields.get(key), value[key], `${path}.${key}`, problems);
    else problems.push(`${path}.${key}: unknown field of ${type}`);
  }
}

function findSchemaErrors(document, problems) {
  try {
    const Model = require(`kubernetes-models/${document.apiVersion}/${document.kind}`)[document.kind];
    new Model(document).validate();
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') problems.push(error.message);
  }
}
