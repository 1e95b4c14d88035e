/** How a variable's value names ports. */
type Form = "number" | "numbers" | "addresses" | "arguments";

/**
 * Variables by which servers and frameworks are told the port that they listen on. As the documentation of each has it:
 * Spring Boot (externalized configuration), ASP.NET Core (Kestrel endpoints), Quarkus and Micronaut (HTTP server), Flask and uvicorn (their command
 * lines), Gunicorn (settings), Nuxt and Nitro (Node server), Streamlit, Gradio, Rocket, Grafana, Keycloak, Hasura, n8n, Ghost, pgAdmin, phpMyAdmin,
 * PostgreSQL (environment of libpq and server).
 */
const forms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ...(
    "PORT SERVER_PORT QUARKUS_HTTP_PORT MICRONAUT_SERVER_PORT FLASK_RUN_PORT UVICORN_PORT NUXT_PORT NITRO_PORT STREAMLIT_SERVER_PORT " +
    "GRADIO_SERVER_PORT ROCKET_PORT GF_SERVER_HTTP_PORT KC_HTTP_PORT KC_HTTPS_PORT HASURA_GRAPHQL_SERVER_PORT N8N_PORT server__port " +
    "PGADMIN_LISTEN_PORT APACHE_PORT PGPORT"
  )
    .split(" ")
    .map((name) => [name, "number"] as const),
  ["ASPNETCORE_HTTP_PORTS", "numbers"],
  ["ASPNETCORE_HTTPS_PORTS", "numbers"],
  ["DOTNET_HTTP_PORTS", "numbers"],
  ["ASPNETCORE_URLS", "addresses"],
  ["DOTNET_URLS", "addresses"],
  ["GUNICORN_CMD_ARGS", "arguments"],
]);

/** Names that are a convention rather than one program's own: something else than the application may be meant by them. */
const conventions: ReadonlySet<string> = new Set(["PORT", "SERVER_PORT"]);

/** Whether the container's application reads its port from a variable of this name: certainly where the name is one program's own. */
export function readsPort(name: string): "certain" | "likely" | undefined {
  if (!forms.has(name)) return undefined;
  return conventions.has(name) ? "likely" : "certain";
}

/** The ports in the value of such a variable; undefined for other variables, and where a part of the value is no port that can be read. */
export function portsOfVariable(name: string, value: string): readonly number[] | undefined {
  const form = forms.get(name);
  if (form === undefined) return undefined;
  const parts = partsOf(form, value);
  const ports = parts.map(asPort);
  return ports.length > 0 && ports.every((port) => port !== undefined) ? ports : undefined;
}

function partsOf(form: Form, value: string): readonly string[] {
  const text = value.trim();
  if (form === "number") return [text];
  if (form === "numbers") return text.split(";").filter((part) => part !== "");
  if (form === "arguments") return [...text.matchAll(/(?:^|\s)(?:-b|--bind)[=\s]?\S*?:(\d+)(?=\s|$)/g)].map((match) => match[1] ?? "");
  return text
    .split(";")
    .filter((part) => part !== "")
    .map((address) => {
      const match = /^(https?):\/\/[^/]*?(?::(\d+))?\/?$/.exec(address);
      return match === null ? "" : (match[2] ?? (match[1] === "https" ? "443" : "80"));
    });
}

function asPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}
