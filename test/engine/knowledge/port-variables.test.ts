import { expect, it } from "vitest";
import { portsOfVariable, readsPort } from "../../../server/engine/knowledge/port-variables.ts";

it.each([
  ["PORT", "8080", [8080]],
  ["SERVER_PORT", " 9000 ", [9000]],
  ["ASPNETCORE_HTTP_PORTS", "8080;8081", [8080, 8081]],
  ["ASPNETCORE_URLS", "http://+:8080;https://*:8443", [8080, 8443]],
  ["ASPNETCORE_URLS", "http://0.0.0.0", [80]],
  ["ASPNETCORE_URLS", "https://[::]:5001/", [5001]],
  ["GUNICORN_CMD_ARGS", "--workers 2 --bind=0.0.0.0:8000", [8000]],
  ["GUNICORN_CMD_ARGS", "-b :8001", [8001]],
  ["KC_HTTP_PORT", "8180", [8180]],
])("%s=%s listens on %j", (name, value, ports) => expect(portsOfVariable(name, value)).toEqual(ports));

it.each([
  ["PORT", "${PORT}"],
  ["PORT", ""],
  ["PORT", "0"],
  ["PORT", "70000"],
  ["PORT", "http"],
  ["ASPNETCORE_URLS", "http://+:8080;$OTHER"],
  ["GUNICORN_CMD_ARGS", "--workers 2"],
  ["DB_PORT", "5432"],
  ["REDIS_PORT", "6379"],
])("%s=%s says nothing", (name, value) => expect(portsOfVariable(name, value)).toBeUndefined());

it("knows whose names are one program's own", () => {
  expect(readsPort("ASPNETCORE_URLS")).toBe("certain");
  expect(readsPort("PORT")).toBe("likely");
  expect(readsPort("DB_PORT")).toBeUndefined();
});
