// Prints what the audit finds at the address it is given, asked with the token it is given, as JSON: [{name, status, reason}].

import { auditServer } from "graphql-http";

const [url, token] = process.argv.slice(2);
const asked = (input, init) =>
  fetch(input, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
const results = await auditServer({ url, fetchFn: asked });
console.log(JSON.stringify(results.map(({ name, status, reason }) => ({ name, status, reason }))));
