import { describe, expect, it } from "vitest";
import rule from "../../../server/engine/rules/dockerfile/baked-configuration.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

describe("dockerfile/baked-configuration", () => {
  it.each([
    "DATABASE_URL=postgres://db.shop.net:5432/shop",
    "SPRING_DATASOURCE_URL=jdbc:mysql://mysql.shop.net/shop",
    "MONGO_URL=mongodb+srv://cluster0.abcde.mongodb.net/shop",
    "CACHE=rediss://cache-prod.shop.net:6380",
    "API_URL=https://api.shop.net/v1",
    "VITE_API_BASE=https://backend.shop.net",
    "PAYMENTS=https://payments.staging.shop.net",
    "SERVICE_ENDPOINT=http://10.1.2.3:8080",
    "ORDERS=http://orders.default.svc.cluster.local:8080",
    "DB_HOST=mysql-01.shop.net",
    "REDIS_HOST=192.168.1.17",
    "KAFKA_BROKERS=k1.shop.net:9092,k2.shop.net:9092",
    "SMTP_HOST=mail.shop.net",
    "DATABASE_URL=postgres://postgres:postgres@db/app",
  ])("reports ENV %s", (assignment) => {
    const text = `FROM base:1\nENV ${assignment}\nWORKDIR /app\n`;
    expect(run(rule, text)).toMatchObject([{ at: "2:5", on: assignment, fixed: ["FROM base:1\nWORKDIR /app\n"] }]);
    expectLawfulFixes(rule, text);
  });

  it.each([
    "API_URL=http://localhost:3000",
    "API_URL=http://127.0.0.1:3000",
    "API_URL=/api",
    "HOST=0.0.0.0",
    "DB_HOST=mysql",
    "CART_ENDPOINT=cart:8080",
    "DATABASE_URL=postgres://db:5432/app",
    "REDIS_URL=redis://redis:6379/0",
    "OTEL_EXPORTER_OTLP_ENDPOINT=http://otel-collector:4317",
    "PORT=8080",
    "FEATURE_X=true",
    "NODE_ENV=production",
    "PIP_INDEX_URL=https://pypi.shop.internal/simple",
    "NPM_CONFIG_REGISTRY=https://npm.prod.shop.net",
    "GOPROXY=https://proxy.golang.org",
    "JQ_DOWNLOAD_URL=https://github.com/jqlang/jq/releases",
    "HOMEPAGE=https://www.shop.net",
    "API_URL=https://api.example.com",
    "API_URL=https://your-api.shop.net",
    "DB_HOST=",
    "SERVER_VERSION=1.2.3",
    "API_BASE=1.2",
    "DB_SERVER=/var/run/db.sock",
  ])("is silent on ENV %s", (assignment) => {
    expect(places(rule, `FROM base:1\nENV ${assignment}\n`)).toEqual([]);
  });

  it("leaves secrets to the rules about them, and variables to the build", () => {
    expect(places(rule, "FROM base:1\nENV DATABASE_URL=postgres://shop:Xk29fTq81z@db.shop.net/shop\n")).toEqual([]);
    expect(places(rule, "FROM base:1\nENV DB_PASSWORD=https://db.prod.shop.net\n")).toEqual([]);
    expect(places(rule, "FROM base:1\nARG API_URL=https://api.shop.net\nENV API_URL=$API_URL\n")).toEqual([]);
    expect(places(rule, "FROM base:1\nARG HOST\nENV API_URL=https://$HOST.shop.net\n")).toEqual([]);
  });

  it("judges the chain of the final stage alone", () => {
    expect(places(rule, "FROM base:1 AS build\nENV API_URL=https://api.shop.net\nFROM base:1\n")).toEqual([]);
    expect(places(rule, "FROM base:1 AS a\nENV API_URL=https://api.shop.net\nFROM a\n")).toEqual(["2:5"]);
    expect(run(rule, "FROM base:1 AS dev\nENV API_URL=https://api.shop.net\n")).toMatchObject([{ severity: "hint" }]);
  });

  it("takes one assignment of several away", () => {
    const bad = "API_URL=https://api.shop.net";
    const cases = [
      [`ENV A=1 ${bad}\n`, "ENV A=1\n"],
      [`ENV ${bad} A=1\n`, "ENV A=1\n"],
      [`ENV A=1 \\\n    ${bad} \\\n    B=2\n`, "ENV A=1 \\\n    B=2\n"],
    ];
    for (const [text, fixed] of cases) {
      expect(run(rule, `FROM base:1\n${text}`)).toMatchObject([{ fixed: [`FROM base:1\n${fixed}`] }]);
      expectLawfulFixes(rule, `FROM base:1\n${text}`);
      expectLawfulFixes(rule, `FROM base:1\n${text}`.replaceAll("\n", "\r\n"));
    }
  });

  it("gives no fix where a comment would go as well, or the variable is read", () => {
    expect(run(rule, "FROM base:1\nENV A=1 \\\n  # where\n  API_URL=https://api.shop.net\n")).toMatchObject([{ fixed: [] }]);
    expect(run(rule, "FROM base:1\nENV API_URL=https://api.shop.net\nRUN ./build --api ${API_URL}\n")).toMatchObject([{ fixed: [] }]);
  });

  it.each([
    ["appsettings.Production.json", undefined],
    ["environment.prod.json", undefined],
    ["config/application-prod.yml", undefined],
    ["settings.staging.toml", undefined],
    ["app.prod.properties", undefined],
    ["config.json", "hint"],
  ])("reports a copy of %s", (source, severity) => {
    const [problem, ...more] = run(rule, `FROM base:1\nCOPY ${source} /app/\n`);
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ at: "2:6", on: source, fixed: [] });
    expect(problem?.severity).toBe(severity);
  });

  it.each([
    "COPY appsettings.json /app/",
    "COPY webpack.prod.js ./",
    "COPY nginx.prod.conf /etc/nginx/nginx.conf",
    "COPY requirements.prod.txt ./",
    "COPY docker-compose.prod.yml ./",
    "COPY tsconfig.prod.json ./",
    "COPY .env.production ./",
    "COPY production ./",
    "COPY products.json ./",
    "COPY settings/production.py ./",
    "COPY . .",
    "COPY --from=build /app/config.json ./",
  ])("is silent on %s", (instruction) => {
    expect(places(rule, `FROM base:1\n${instruction}\n`)).toEqual([]);
  });

  it("says of a trigger when it holds", () => {
    const [problem] = run(rule, "FROM base:1\nONBUILD ENV API_URL=https://api.shop.net\n");
    expect(problem).toMatchObject({ at: "2:13", fixed: [] });
    expect(problem?.message).toContain("when a child image is built");
    expect(places(rule, "FROM base:1\nONBUILD COPY app.prod.json /app/\n")).toEqual(["2:14"]);
  });

  it("is silent on copies in other stages and on templates", () => {
    expect(places(rule, "FROM base:1 AS build\nCOPY config.json ./\nFROM base:1\n")).toEqual([]);
    expect(places(rule, "FROM base:{{ v }}\nENV API_URL=https://api.shop.net\n")).toEqual([]);
  });
});
