// Prints what the audit finds at the address it is given, as JSON: [{name, status, reason}].

import { auditServer } from "graphql-http";

const results = await auditServer({ url: process.argv[2], fetchFn: fetch });
console.log(JSON.stringify(results.map(({ name, status, reason }) => ({ name, status, reason }))));
