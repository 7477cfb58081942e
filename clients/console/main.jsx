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

/** A GraphiQL fetcher that sends a token along, and the purpose that data is asked for. Nothing but this service is ever called. */
function fetcherWith(token, purpose) {
  return async (params) => {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: {
        Accept: "application/graphql-response+json",
        "Content-Type": "application/json",
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ ...params, ...(purpose && { extensions: { purpose } }) }),
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

/** The operations that are saved for a persona, or all of them where nobody in particular asks. */
const listed = (operations, persona) => operations.filter((each) => !persona || each.persona === persona.key);

function Console({ personas, operations }) {
  const [personaKey, setPersonaKey] = useState(() => localStorage.getItem(REMEMBERED) ?? personas[0]?.key ?? "");
  const persona = personas.find(({ key }) => key === personaKey);
  const [typed, setTyped] = useState("");
  const [operation, setOperation] = useState(() => listed(operations, persona)[0]);
  const [purpose, setPurpose] = useState(persona?.purposes?.[0]);
  const token = persona?.token ?? typed;
  const fetcher = useMemo(() => fetcherWith(token, purpose), [token, purpose]);

  const choosePersona = (key) => {
    localStorage.setItem(REMEMBERED, key);
    setPersonaKey(key);
    setPurpose(personas.find((each) => each.key === key)?.purposes?.[0]);
    const [first] = key ? listed(operations, { key }) : [];
    if (first) setOperation(first);
  };
  const offered = listed(operations, persona);
  const choose = (name) => setOperation(operations.find((each) => each.name === name));

  return (
    <>
      <header className="console-bar">
        <strong>Lifecycle API</strong>
        <Asker personas={personas} persona={persona} onPersona={choosePersona} token={typed} onToken={setTyped} />
        {persona?.purposes?.length > 0 && (
          <Choice
            label="Purpose"
            value={purpose}
            options={persona.purposes.map((each) => [each, each.replaceAll("_", " ")])}
            onChoose={setPurpose}
          />
        )}
        {offered.length > 0 && (
          <Choice
            label="Operation"
            value={operation?.name ?? ""}
            options={offered.map(({ name, title }) => [name, title])}
            onChoose={choose}
          />
        )}
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
