// The console: GraphiQL, with a bar to choose who asks and what.

import { GraphiQL } from "graphiql";
import { useEffect, useMemo, useState } from "react";
import { createRoot } from "react-dom/client";
import "graphiql/style.css";
import "./console.css";

const REMEMBERED = "lifecycle:persona";

/** The list at an address of ours, or an empty one where it is not served. */
async function list(address) {
  const response = await fetch(address);
  return response.ok ? response.json() : [];
}

/** A GraphiQL fetcher that sends a token along. Nothing but this service is ever called. */
function fetcherWith(token) {
  return async (params) => {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json",
        "Content-Type": "application/json",
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(params),
    });
    return response.json();
  };
}

function Choice({ label, value, options, onChoose }) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

function Asker({ personas, persona, onPersona, token, onToken }) {
  if (personas.length === 0) {
    return (
      <label>
        Access token
        <input type="password" autoComplete="off" value={token} onChange={(event) => onToken(event.target.value.trim())} />
      </label>
    );
  }
  const options = [...personas.map(({ key, name }) => [key, name]), ["", "Anyone, without a token"]];
  return (
    <>
      <Choice label="Ask as" value={persona?.key ?? ""} options={options} onChoose={onPersona} />
      <span className="console-description">{persona?.description}</span>
    </>
  );
}

function Console({ personas, operations }) {
  const [personaKey, setPersonaKey] = useState(() => localStorage.getItem(REMEMBERED) ?? personas[0]?.key ?? "");
  const [typed, setTyped] = useState("");
  const [operation, setOperation] = useState(operations[0]);
  const persona = personas.find(({ key }) => key === personaKey);
  const token = persona?.token ?? typed;
  const fetcher = useMemo(() => fetcherWith(token), [token]);

  const choosePersona = (key) => {
    localStorage.setItem(REMEMBERED, key);
    setPersonaKey(key);
  };
  const saved = operations.map(({ name, title }) => [name, title]);
  const choose = (name) => setOperation(operations.find((each) => each.name === name));

  return (
    <>
      <header className="console-bar">
        <strong>Lifecycle API</strong>
        <Asker personas={personas} persona={persona} onPersona={choosePersona} token={typed} onToken={setTyped} />
        {operation && <Choice label="Operation" value={operation.name} options={saved} onChoose={choose} />}
      </header>
      <GraphiQL
        fetcher={fetcher}
        query={operation?.query ?? "{ __typename }"}
        variables={operation && JSON.stringify(operation.variables, null, 2)}
        isHeadersEditorEnabled={false}
        defaultEditorToolsVisibility="variables"
      >
        <GraphiQL.Logo> </GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

function Page() {
  const [lists, setLists] = useState();
  useEffect(() => {
    Promise.all([list("/console/personas.json"), list("/console/operations.json")]).then(setLists);
  }, []);
  return lists && <Console personas={lists[0]} operations={lists[1]} />;
}

createRoot(document.getElementById("console")).render(<Page />);
