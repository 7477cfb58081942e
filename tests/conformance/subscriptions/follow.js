// Follows a subscription with the official client of a protocol, and prints what it is told, a line of JSON each:
//   node follow.js ws|sse ADDRESS TOKEN DOCUMENT VARIABLES NUMBER [PURPOSE]
// It ends after NUMBER answers, or when the service ends it; then the last line is {"end": …}.

import { createClient as createEvents } from "graphql-sse";
import { createClient as createSocket } from "graphql-ws";
import WebSocket from "ws";

const [protocol, address, token, query, variables, number, purpose] = process.argv.slice(2);
const authorization = `Bearer ${token}`;
const named = purpose ? { extensions: { purpose } } : {};

function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const client =
  protocol === "ws"
    ? createSocket({
        url: address.replace("http", "ws"),
        webSocketImpl: WebSocket,
        connectionParams: { Authorization: authorization },
        retryAttempts: 0,
        on: {
          ping: (received, payload) => received && say({ heartbeat: payload }),
          closed: ({ code, reason }) => say({ closed: code, reason }),
        },
      })
    : createEvents({ url: address, headers: { Authorization: authorization }, retryAttempts: 0 });

let left = Number(number);
try {
  for await (const answer of client.iterate({ query, variables: JSON.parse(variables), ...named })) {
    say({ answer });
    if (--left === 0) break;
  }
  say({ end: "complete" });
} catch (error) {
  say({ end: Array.isArray(error) ? error : (error.response?.status ?? error.code ?? String(error)) });
}
client.dispose();
