// Writes app/generated/: the types of the API from its OpenAPI document, and the keys of the texts with their parameters.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const json = (path) => JSON.parse(readFileSync(new URL(path, here), 'utf8'));
const api = json('../../tests/golden/openapi.json');
const texts = json('../languages/en.json').app;

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') return `(${typeOf(schema.items)})[]`;
  if (schema.type === 'object') return objectOf(schema);
  if (schema.type === 'integer') return 'number';
  return schema.type;
}

function objectOf(schema) {
  const required = new Set(schema.required ?? []);
  const members = Object.entries(schema.properties ?? {}).map(
    ([name, member]) => `  ${name}${required.has(name) ? '' : '?'}: ${typeOf(member)};`);
  return `{\n${members.join('\n')}\n}`;
}

function endpoint(operation) {
  const body = operation.requestBody?.content['application/json']?.schema;
  const answer = operation.responses['200'].content?.['application/json']?.schema;
  return `{ body: ${body ? typeOf(body) : 'undefined'}; answer: ${answer ? typeOf(answer) : 'Blob'} }`;
}

const schemas = Object.entries(api.components.schemas).map(([name, schema]) => `export type ${name} = ${typeOf(schema)};`);
const endpoints = Object.entries(api.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(
    ([method, operation]) => `  '${method.toUpperCase()} ${path.replace('/api/v1', '')}': ${endpoint(operation)};`));

const keys = Object.entries(texts).flatMap(([group, members]) =>
  Object.entries(members).map(([name, text]) => {
    const said = typeof text === 'string' ? text : text.other;
    const names = [...new Set([...said.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))];
    const shape = names.map((one) => `${one}: string | number`).join('; ');
    return `  '${group}.${name}': ${names.length > 0 ? `[{ ${shape} }]` : '[]'};`;
  }));

const made = '// Made by build/types.mjs.\n';
mkdirSync(new URL('../app/generated/', here), { recursive: true });
writeFileSync(new URL('../app/generated/api.ts', here),
  `${made}${schemas.join('\n')}\n\nexport interface Endpoints {\n${endpoints.join('\n')}\n}\n`);
writeFileSync(new URL('../app/generated/texts.ts', here), `${made}export interface Texts {\n${keys.join('\n')}\n}\n`);
