import { describe, expect, it } from "vitest";
import { hover } from "../../../server/engine/hover/hover.ts";
import type { HoverOptions } from "../../../server/engine/hover/model.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace } from "../../../server/engine/workspace/workspace.ts";

const path = "shop/compose.yaml";
const files = {
  "shop/.env": "# The release\nTAG=16-alpine\nDB_PASSWORD=s3cret\nEMPTY=\n",
  "shop/.env.example": "REGION=eu\n",
  "shop/api/Dockerfile":
    'FROM node:24-alpine AS build\nRUN npm ci\nFROM node:24-alpine AS runtime\nEXPOSE 3000\nHEALTHCHECK CMD ["true"]\nCMD ["node", "server.js"]\n',
  "shop/common.yaml": "services:\n  base:\n    restart: unless-stopped\n    environment:\n      LOG: info\n",
  "shop/compose.override.yaml": 'services:\n  web:\n    ports: ["9229:9229"]\n',
};
const shop = `services:
  db:
    image: postgres:\${TAG:-17}
    command: postgres -c max=\${MAX:?tell me} -c a=\${EMPTY:-b} -c c=\${REGION+x} -c d=$NOWHERE
    stop_grace_period: 1m30s
    environment:
      POSTGRES_PASSWORD: \${DB_PASSWORD}
    volumes:
      - db-data:/var/lib/postgresql/data
    secrets: [db-password]
    healthcheck:
      test: ["CMD-SHELL", "pg_isready -U postgres"]
      interval: 5s
      retries: 10
      start_period: 40s
      start_interval: 2s
  web:
    build:
      context: ./api
      target: runtime
    extends:
      file: common.yaml
      service: base
    environment:
      DATABASE_URL: postgres://app@db:5432/app
    depends_on:
      db:
        condition: service_healthy
        restart: true
    ports:
      - "127.0.0.1:8080:3000"
      - 443
      - target: 80
        published: "8000-8010"
      - "\${PORT}:81"
    networks:
      - back
    deploy:
      replicas: 4
      update_config:
        order: start-first
        parallelism: 2
        delay: 10s
        failure_action: rollback
      resources:
        limits:
          cpus: "0.5"
          memory: 512m
  debug:
    image: busybox
    profiles: [tools]
    depends_on: [web]
    restart: on-failure:5
    mem_limit: -1
networks:
  back:
    internal: true
volumes:
  db-data:
secrets:
  db-password:
    file: ./password.txt
`;

/** What is said at the first `found` behind the first `after`. */
function say(found: string, after = "", text = shop, more: HoverOptions = {}): string {
  const offset = text.indexOf(found, text.indexOf(after)) + 1;
  if (offset === 0) throw new Error(`no ${found}`);
  const workspace = memoryWorkspace({ ...files, [path]: text });
  return hover(new SourceText(path, text), "compose", offset, { workspace, today: "2026-11-23", ...more })?.markdown ?? "";
}

describe("keys", () => {
  it("tells type, meaning and values", () => {
    expect(say("services")).toMatch(/^\*\*`services`\*\* \(mapping\)\n\n[A-Z]/);
    expect(say("depends_on")).toContain("**`depends_on`** (list or mapping)");
    expect(say("order")).toContain("One of `start-first`, `stop-first`.");
    expect(say("published")).toContain("https://docs.docker.com/reference/compose-file/services/#ports");
  });

  it("tells what an extension field holds, by where it is used", () => {
    const text = "x-common: &common\n  init: true\nservices:\n  a:\n    <<: *common\n    image: b\n";
    expect(say("init", "", text)).toContain("**`init`**");
    expect(say("x-common", "", text)).toBe("");
    expect(say("common", "<<: *", text)).toBe("What stands behind `&common`, line 1: `init`.");
  });

  it("leaves keys to another extension where that explains them, but not what numbers come to", () => {
    expect(say("depends_on", "", shop, { explainsSyntax: false })).toBe("");
    expect(say("interval", "", shop, { explainsSyntax: false })).toContain("unhealthy");
  });

  it("has nothing for what is none, for comments and templates", () => {
    expect(say("imagee", "", "services:\n  a:\n    imagee: b\n")).not.toContain("**`image");
    expect(say("note", "", "services:\n  a:\n    image: b # note\n")).toBe("");
    expect(say("image", "", "services:\n  {{ name }}:\n    image: b\n")).toBe("");
  });
});

describe("health checks", () => {
  it.each(["healthcheck", "interval", "retries", "start_period", "10"])("tells the window at %s", (found) => {
    const text = say(found, found === "10" ? "retries" : "");
    // 40 s + 9 × 5 s where every check fails at once, 40 s + 10 × (5 s + 30 s) where each takes its time.
    expect(text).toContain("- A container that never answers is unhealthy 1 min 25 s to 6 min 30 s after its start.");
    expect(text).toContain("- One that answers no more is unhealthy 45 s to 5 min 50 s later.");
    expect(text).toContain("- Failures in the first 40 s do not count; until then it is asked every 2 s.");
    expect(text).toContain("- By default: timeout 30 s.");
    expect(text).toContain("- `web` waits until it is healthy.");
  });

  it("takes times of other files into account, and tells nothing where a variable decides", () => {
    const text =
      'services:\n  a:\n    extends: b\n    healthcheck:\n      retries: 2\n  b:\n    image: c\n    healthcheck:\n      test: ["CMD", "true"]\n      interval: 10s\n      timeout: 5s\n';
    expect(say("healthcheck", "", text)).toContain("unhealthy 20 s to 30 s after its start");
    expect(say("healthcheck", "", text.replace("10s", "${INTERVAL:-10s}"))).not.toContain("unhealthy");
    expect(say("healthcheck", "", text.replace("retries: 2", "disable: true"))).toContain("nobody asks");
    const times = "services:\n  a:\n    build: api\n    healthcheck:\n      interval: 5s\n";
    expect(say("healthcheck", "", times)).not.toContain("unhealthy");
  });
});

describe("services", () => {
  it("tells what a service is made of, and where each part comes from", () => {
    const text = say("web:");
    expect(text).toContain("**`web`**, with all that is merged into it");
    expect(text).toContain("- Built from: `shop/api/Dockerfile`, stage `runtime`");
    expect(text).toContain("- Health: the HEALTHCHECK of its Dockerfile");
    expect(text).toContain("- Starts after: `db` (healthy)");
    expect(text).toContain("- Ports: 127.0.0.1:8080 → 3000, 443, 8000-8010 → 80");
    expect(text).toContain("- Variables: `LOG` (from `shop/common.yaml`), `DATABASE_URL`");
    expect(text).toContain("- Restart: `unless-stopped` (from `shop/common.yaml`)");
    expect(text).toContain("It takes over `base` of `shop/common.yaml`, line 2.");
    expect(text).toContain("`shop/compose.override.yaml` has it too: `ports`.");
    expect(say("db:")).toContain("- Volumes: `db-data → /var/lib/postgresql/data`");
  });

  it("tells what a file is laid over", () => {
    const text = "services:\n  web:\n    ports: []\n";
    const offset = text.indexOf("web");
    const workspace = memoryWorkspace({ ...files, [path]: shop, "shop/compose.override.yaml": text });
    const told = hover(new SourceText("shop/compose.override.yaml", text), "compose", offset, { workspace })?.markdown;
    expect(told).toContain("It is laid over `web` of `shop/compose.yaml`, line 17.");
    expect(told).toContain("It takes over `base` of `shop/common.yaml`, line 2.");
    expect(told).toContain("- Starts after: `db` (healthy) (from `shop/compose.yaml`)");
  });

  it("tells what is waited for", () => {
    const text = say("db:", "depends_on");
    expect(text).toContain("`web` starts once `db` is healthy.");
    expect(text).toContain(
      "Its check: `pg_isready -U postgres`. Where it does not answer, it is unhealthy at the latest after 6 min 30 s, and `web` is not started.",
    );
    expect(text).toContain("When Compose restarts `db`, it restarts `web` as well.");
    expect(say("service_healthy")).toBe(text);
    expect(say("web", "depends_on: [")).toContain(
      "`debug` starts once the container of `web` has been started, whether or not anything in it answers.",
    );
  });

  it("tells of dependencies that cannot come true", () => {
    const text =
      "services:\n  a:\n    image: b\n    depends_on:\n      redis:\n        condition: service_healthy\n        required: false\n      gone:\n        condition: service_completed_successfully\n  redis:\n    image: redis:8\n";
    expect(say("redis", "", text)).toContain("It has no health check, so that Compose stops and does not start `a`.");
    expect(say("redis", "", text)).toContain("Where `redis` is not there or not started, `a` starts without it.");
    expect(say("gone", "", text)).toBe("`a` starts once `gone` has ended with exit code 0.\n\nThere is no service `gone`.");
  });

  it("tells of services in addresses, of networks, volumes and secrets", () => {
    expect(say("db:5432")).toBe("Service `db`: `postgres:${TAG:-17}`, line 2.");
    expect(say("back")).toBe(`Network **\`back\`**, line ${shop.split("\n").indexOf("  back:") + 1}: with no way out.\n\nUsed by \`web\`.`);
    expect(say("db-data", "\nvolumes")).toBe("Volume **`db-data`**.\n\nUsed by `db`.");
    expect(say("db-password")).toContain("from the file `./password.txt`. Mounted as `/run/secrets/db-password`");
    expect(say("unused", "", "services:\n  a:\n    image: b\nvolumes:\n  unused:\n    external: true\n")).toBe(
      "Volume **`unused`**: it exists already, Compose does not create it.\n\nNo service uses it.",
    );
  });
});

describe("variables", () => {
  it("tells the value, where it comes from, and what it makes", () => {
    const text = say("TAG");
    expect(text).toContain("**`TAG`** is `16-alpine`: `shop/.env`, line 2. The shell's value goes before it.");
    expect(text).toContain("Where it is not set or empty, the default is `17`.");
    expect(text).toContain("The value here: `postgres:16-alpine`.");
  });

  it("tells what its operator comes to", () => {
    expect(say("MAX")).toContain("Where it is not set or empty, Compose stops and says: `tell me`.");
    expect(say("EMPTY")).toContain("Here the default holds: `b`.");
    expect(say("REGION")).toContain("`shop/.env.example`, line 1 (`eu`), which Compose does not read by itself.");
    expect(say("REGION")).toContain("Where it is set, `x` stands here instead; else nothing.");
    expect(say("NOWHERE")).toContain("Not set, it is an empty text, and Compose warns of it.");
  });

  it("tells no value that hangs on what no file sets", () => {
    expect(say("TAG", "", "services:\n  a:\n    image: ${REPO}/a:${TAG}\n")).not.toContain("The value here");
  });

  it("does not show secrets", () => {
    expect(say("DB_PASSWORD")).toBe("**`DB_PASSWORD`** is set in `shop/.env`, line 3. The shell's value goes before it.");
  });

  it("has nothing for a dollar of the shell", () => {
    expect(say("$$HOME", "", "services:\n  a:\n    image: b\n    command: echo $$HOME\n")).not.toContain("HOME");
  });
});

describe("values", () => {
  it("tells what is published where", () => {
    expect(say("127.0")).toBe("Port 8080 of the host leads to port 3000 of the container (TCP), for programs on the host alone.");
    expect(say("443")).toContain("A port of the host that the engine chooses leads to port 443 of the container (TCP)");
    expect(say("8000-")).toContain("One of the ports 8000-8010 of the host leads to port 80 of the container (TCP), on all addresses");
    expect(say(":81")).toBe("");
    const several = 'services:\n  a:\n    image: b\n    ports: ["[::1]:53-54:5353-5354/udp"]\n';
    expect(say("53-54", "", several)).toBe(
      "The ports 53-54 of the host lead to the ports 5353-5354 of the container (UDP), for programs on the host alone.",
    );
  });

  it("tells of the end of a container, of restarts, profiles and replicas", () => {
    expect(say("1m30s")).toContain("and kills what still runs 1 min 30 s later.");
    expect(say("1m30s")).toContain("PostgreSQL may need");
    expect(say("on-failure")).toBe("Started again where it ends with another exit code than 0, at most 5 times.");
    expect(say("tools")).toContain("`docker compose --profile tools up` does");
    expect(say("4", "replicas")).toBe("4 containers of it run.");
  });

  it("tells how an update goes on", () => {
    const text = say("update_config");
    expect(text).toContain("Swarm replaces 2 of 4 containers at a time; the new start first: never fewer than 4 run, at most 6.");
    expect(text).toContain("With 10 s between the steps, it takes at least 10 s.");
    expect(text).toContain("Where a new container fails: the update is taken back.");
    const one = "services:\n  a:\n    image: b\n    deploy:\n      update_config:\n        delay: 5s\n";
    expect(say("delay", "", one)).toContain("Swarm replaces the one container; the old stop first: for a while none runs.");
  });

  it("tells of bases in other files and of files with variables", () => {
    expect(say("base")).toBe("Service `base`: `shop/common.yaml`, line 2.");
    const text = "services:\n  a:\n    image: b\n    env_file: [.env, gone.env]\n";
    expect(say(".env", "", text)).toBe("`shop/.env` sets `TAG`, `DB_PASSWORD`, `EMPTY`.");
    expect(say("gone", "", text)).toBe("`shop/gone.env` is not there.");
  });

  it("tells of images with the tag that is filled in, and of what is built", () => {
    expect(say("postgres")).toContain("`postgres:16-alpine`");
    expect(say("postgres")).toContain("PostgreSQL listens on port 5432.");
    expect(say("./api")).toBe("Built from `shop/api/Dockerfile`.");
    expect(say("runtime")).toBe("The stage on `node:24-alpine` of `shop/api/Dockerfile`, line 3.");
  });

  it("reads amounts and durations that do not read by themselves", () => {
    expect(say("512m")).toBe("512 MiB, 536,870,912 bytes.");
    expect(say("0.5")).toBe("50% of one CPU: 50 ms of every 100 ms, then it waits.");
    expect(say("-1", "mem_limit")).toBe("No limit.");
    const text = "services:\n  a:\n    image: b\n    deploy:\n      restart_policy:\n        window: 5400s\n        delay: 10s\n";
    expect(say("5400s", "", text)).toBe("90 min.");
    expect(say("10s", "", text)).toBe("");
  });
});
