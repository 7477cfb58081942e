// Drives a served installation through the client as a portal would, and prints what it saw as JSON.
// `node drive.js URL '{"service-advisor": TOKEN, "marketplace": TOKEN, …}'`

import {
  client,
  FindCustomerDocument,
  IntakeHealthDocument,
  FrontLineDocument,
  CustomerPageDocument,
  LifecycleError,
  MyRecordDocument,
  RecordNoteDocument,
  SendLeadDocument,
  ServiceDriveDocument,
  StockSearchDocument,
  WhatHappenedDocument,
} from "lifecycle-client";

declare const process: { readonly argv: readonly string[] };

const [, , url = "", tokens = "{}"] = process.argv;
const purposes: Record<string, string> = { marketplace: "lead_followup" };
const held = JSON.parse(tokens) as Record<string, string>;
const as = (persona: string) => client({ url, token: () => held[persona] ?? "", purpose: purposes[persona] ?? "" });

async function counter() {
  const advisor = as("service-advisor");
  const drive = await advisor(ServiceDriveDocument);
  const name = drive.data.repairOrders.nodes.find((each) => each.customer?.name)?.customer?.name ?? "";
  const found = await advisor(FindCustomerDocument, { search: name });
  const id = found.data.customers.nodes[0]?.id ?? "";
  const page = await advisor(CustomerPageDocument, { id });
  const input = { idempotencyKey: "typescript", customer: id, text: "Called back." };
  const first = await advisor(RecordNoteDocument, { input });
  const again = await advisor(RecordNoteDocument, { input });
  return {
    sameName: page.data.customer?.name === name,
    story: page.data.customer?.timeline.nodes.length ?? 0,
    consistent: Number(page.extensions.consistency?.position) > 0,
    replayed: [first.data.recordNote?.replayed, again.data.recordNote?.replayed],
  };
}

async function lot() {
  const marketplace = as("marketplace");
  const front = await marketplace(FrontLineDocument);
  const cheap = await marketplace(StockSearchDocument, { from: 0, to: 2_000_000 });
  const input = {
    idempotencyKey: "typescript",
    rooftop: front.data.rooftops.nodes[0]?.id ?? "",
    provider: "Carfair",
    customer: { name: "Kim Buyer", phones: ["+1 206 555 0142"] },
  };
  const sent = await marketplace(SendLeadDocument, { input });
  return {
    vehicles: front.data.vehicles.nodes.length,
    prices: cheap.data.vehicles.nodes.map((each) => each.askingPrice?.amount),
    outcome: sent.data.receiveLead?.outcome,
    refused: sent.data.receiveLead?.userErrors.map((each) => each.code),
  };
}

async function refusal() {
  try {
    await as("marketplace")(IntakeHealthDocument);
  } catch (error) {
    if (error instanceof LifecycleError) return { status: error.status, message: error.message };
    throw error;
  }
  return {};
}

const mine = await as("consumer")(MyRecordDocument);
const seen = await as("auditor")(WhatHappenedDocument);
console.log(
  JSON.stringify({
    counter: await counter(),
    lot: await lot(),
    refusal: await refusal(),
    own: mine.data.customers.nodes.length,
    audited: seen.data.customers.nodes.length,
  }),
);
