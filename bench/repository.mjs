// A repository as large ones are: a monorepo of services in four languages, each with what deploys it. The same files every time.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { manifestOf } from "./manifests.mjs";

/** All files by path. @param {{ services?: number, files?: number }} [size] `files`: how many there are in all, about */
export function repositoryOf({ services = 20, files = 10_000 } = {}) {
  /** @type {Record<string, string>} */
  const all = {
    "package.json": json({ name: "shop", private: true, workspaces: ["services/*"] }),
    "README.md": "# Shop\n",
    ".gitignore": "node_modules\ndist\n",
    "compose.yaml": `services:\n${names(services)
      .map((name) => `  ${name}:\n    build: services/${name}\n    ports: ["8080"]\n`)
      .join("")}`,
  };
  for (const [number, name] of names(services).entries()) Object.assign(all, deploymentOf(name, number));
  const sources = Math.max(1, Math.floor((files - Object.keys(all).length) / services));
  for (const [number, name] of names(services).entries()) {
    const language = languageOf(number);
    for (let i = 0; i < sources; i++) {
      const path = `services/${name}/${language.folder}/${i === 0 ? "main" : `area_${i % 12}/part_${i}`}.${language.ending}`;
      all[path] = i === 0 ? language.main : language.part(i);
    }
    Object.assign(all, prefixed(`services/${name}`, language.manifest(name)));
  }
  return all;
}

/** Writes them below a folder. @param {string} root @param {Record<string, string>} files */
export function writeRepository(root, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

/** @param {number} count */
const names = (count) => Array.from({ length: count }, (_, number) => `service-${number}`);

/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, undefined, 2)}\n`;

/** @param {string} folder @param {Record<string, string>} files */
const prefixed = (folder, files) => Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));

/** What builds, tests and deploys a service: 15 files. @param {string} name @param {number} number */
function deploymentOf(name, number) {
  const kinds = manifestOf(number + 1)
    .split("---\n")
    .slice(number * 8)
    .map((text) => text.replaceAll(`shop-${number}`, name));
  const manifests = Object.fromEntries(kinds.map((text) => [`${/kind: (\w+)/.exec(text)?.[1]?.toLowerCase()}.yaml`, text]));
  const resources = Object.keys(manifests)
    .map((path) => `  - ${path}\n`)
    .join("");
  return {
    ...prefixed(`services/${name}`, {
      Dockerfile: `FROM node:22.20.0-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --omit=dev\nUSER node\nEXPOSE 8080\nCMD ["node", "src/main.ts"]\n`,
      ".dockerignore": "node_modules\n.git\n.env\n",
      "readiness.yaml": signOffs(name),
      "docs/RUNBOOK.md": `# ${name}\n\n## Rollback\n\nRun the workflow with the version before.\n`,
      ...prefixed("k8s/base", { ...manifests, "kustomization.yaml": `resources:\n${resources}` }),
      "k8s/production/kustomization.yaml": "resources:\n  - ../base\nreplicas:\n  - { name: web, count: 4 }\n",
    }),
    [`.github/workflows/${name}.yml`]: workflow(name),
  };
}

/** @param {string} name */
const signOffs = (name) => `schema: 1
service: ${name}
level: standard
items:
  operations.rollback-plan:
    status: signed
    by: "@mei"
    on: 2026-11-20
    evidence:
      - { kind: file, ref: docs/RUNBOOK.md }
`;

/** @param {string} name */
const workflow = (name) => `name: ${name}
on:
  push:
    branches: [main]
    paths: ["services/${name}/**"]
permissions:
  contents: read
concurrency: ${name}
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@v6
      - run: npm ci
        working-directory: services/${name}
      - run: npm test
        working-directory: services/${name}
  deploy:
    needs: test
    runs-on: ubuntu-24.04
    timeout-minutes: 20
    environment: production
    steps:
      - uses: actions/checkout@v6
      - run: docker build -t registry.example.com/shop/${name}:\${{ github.sha }} services/${name}
      - run: docker push registry.example.com/shop/${name}:\${{ github.sha }}
      - run: kubectl set image deployment/${name} web=registry.example.com/shop/${name}:\${{ github.sha }}
      - run: kubectl rollout status deployment/${name} --timeout=300s
`;

/**
 * @typedef Language
 * @property {string} folder @property {string} ending @property {string} main what starts
 * @property {(i: number) => string} part @property {(name: string) => Record<string, string>} manifest
 */

/** Half of them in TypeScript. @param {number} number @returns {Language} */
function languageOf(number) {
  return number % 2 === 0 ? typescript : ([python, go, java][((number - 1) / 2) % 3] ?? typescript);
}

/** Files are of different lengths. @param {number} i */
const lengthOf = (i) => 2 + ((i * 7) % 5);

/** @param {number} length @param {(at: number) => string} piece */
const pieces = (length, piece) => Array.from({ length }, (_, at) => piece(at)).join("\n");

/** @type {Language} */
const typescript = {
  folder: "src",
  ending: "ts",
  main: `import express from "express";
import helmet from "helmet";
import pino from "pino";
const log = pino();
const app = express();
app.use(helmet());
app.get("/health", (_request, response) => response.json({ status: "ok" }));
const server = app.listen(Number(process.env.PORT ?? 8080));
process.on("SIGTERM", () => server.close(() => log.info("closed")));
`,
  part: (i) => `import { Router } from "express";
import { z } from "zod";
import { pool } from "../database";
import { log } from "../log";

// Orders of area ${i}: what a customer has put together.
export const router = Router();
const order = z.object({ id: z.string().uuid(), amount: z.number().int().positive(), currency: z.enum(["EUR", "USD"]) });

${pieces(
  lengthOf(i),
  (at) => `/** Handles step ${at} of an order. */
export async function handle${i}_${at}(input: unknown, retries = 3): Promise<{ id: string; total: number }> {
  const { id, amount } = order.parse(input);
  try {
    const { rows } = await pool.query("select price, \\"count\\" from items where order_id = $1 and step = ${at}", [id]);
    const total = rows.reduce((sum: number, row: { price: number; count: number }) => sum + row.price * row.count, amount);
    log.info({ id, total, step: ${at} }, \`order \${id} has \${rows.length} items\`);
    return { id, total };
  } catch (error) {
    if (retries > 0) return handle${i}_${at}(input, retries - 1);
    log.error({ error, id }, "an order could not be handled");
    throw error;
  }
}

router.post("/orders/${i}/${at}", async (request, response, next) => {
  handle${i}_${at}(request.body).then((result) => response.status(201).json(result)).catch(next);
});
`,
)}`,
  manifest: (name) => ({
    "package.json": json({
      name,
      version: "1.0.0",
      scripts: { start: "node src/main.ts", test: "vitest run", build: "tsc" },
      dependencies: { express: "5.1.0", helmet: "8.1.0", pino: "10.1.0", pg: "8.16.3", zod: "4.1.12" },
      devDependencies: { vitest: "4.0.0", typescript: "5.9.3" },
    }),
  }),
};

/** @type {Language} */
const python = {
  folder: "app",
  ending: "py",
  main: `import os
from fastapi import FastAPI
from prometheus_client import make_asgi_app

app = FastAPI()
app.mount("/metrics", make_asgi_app())
PORT = int(os.environ.get("PORT", "8080"))

@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}
`,
  part: (i) => `"""Orders of area ${i}."""
import logging
from fastapi import APIRouter, HTTPException
from pydantic import BaseModel
from sqlalchemy import select

from app.database import session

router = APIRouter()
log = logging.getLogger(__name__)


class Order${i}(BaseModel):
    id: str
    amount: int
    currency: str = "EUR"

${pieces(
  lengthOf(i),
  (at) => `
async def handle_${i}_${at}(order: Order${i}, retries: int = 3) -> dict[str, object]:
    """Handles step ${at} of an order."""
    try:
        rows = (await session.execute(select(Order${i}).where(Order${i}.id == order.id))).scalars().all()
        total = sum(row.price * row.count for row in rows) + order.amount
        log.info("order %s has %d items", order.id, len(rows), extra={"step": ${at}})
        return {"id": order.id, "total": total}
    except ValueError as error:
        if retries > 0:
            return await handle_${i}_${at}(order, retries - 1)
        log.exception("an order could not be handled")
        raise HTTPException(status_code=500, detail="an order could not be handled") from error


@router.post("/orders/${i}/${at}", status_code=201)
async def post_${i}_${at}(order: Order${i}) -> dict[str, object]:
    return await handle_${i}_${at}(order)
`,
)}`,
  manifest: (name) => ({
    "pyproject.toml": `[project]\nname = "${name}"\nversion = "1.0.0"\nrequires-python = ">=3.13"\ndependencies = ["fastapi==0.121.0", "uvicorn==0.38.0", "sqlalchemy==2.0.44", "prometheus-client==0.23.1"]\n`,
  }),
};

/** @type {Language} */
const go = {
  folder: "internal",
  ending: "go",
  main: `package main

import (
	"log/slog"
	"net/http"
	"os"
)

func main() {
	port := os.Getenv("PORT")
	http.HandleFunc("/health", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	slog.Info("listening", "port", port)
	if err := http.ListenAndServe(":8080", nil); err != nil {
		slog.Error("stopped", "error", err)
		os.Exit(1)
	}
}
`,
  part: (i) => `package area

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
)

// Order${i} is what a customer has put together.
type Order${i} struct {
	ID     string \`json:"id"\`
	Amount int    \`json:"amount"\`
}

${pieces(
  lengthOf(i),
  (at) => `// Handle${i}_${at} handles a step of an order.
func Handle${i}_${at}(ctx context.Context, db *sql.DB, order Order${i}, retries int) (int, error) {
	rows, err := db.QueryContext(ctx, "select price, count from items where order_id = $1 and step = ${at}", order.ID)
	if err != nil {
		if retries > 0 {
			return Handle${i}_${at}(ctx, db, order, retries-1)
		}
		return 0, fmt.Errorf("order %s: %w", order.ID, err)
	}
	defer rows.Close()
	total := order.Amount
	for rows.Next() {
		var price, count int
		if err := rows.Scan(&price, &count); err != nil {
			return 0, err
		}
		total += price * count
	}
	slog.InfoContext(ctx, "order handled", "id", order.ID, "total", total)
	return total, rows.Err()
}

func serve${i}_${at}(w http.ResponseWriter, r *http.Request) {
	var order Order${i}
	if err := json.NewDecoder(r.Body).Decode(&order); err != nil {
		http.Error(w, "no order", http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusCreated)
}
`,
)}`,
  manifest: (name) => ({ "go.mod": `module example.com/shop/${name}\n\ngo 1.25\n\nrequire github.com/prometheus/client_golang v1.23.2\n` }),
};

/** @type {Language} */
const java = {
  folder: "src/main/java/com/example",
  ending: "java",
  main: `package com.example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class Main {
  public static void main(String[] arguments) {
    SpringApplication.run(Main.class, arguments);
  }
}
`,
  part: (i) => `package com.example.area;

import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Orders of area ${i}. */
@RestController
public class Orders${i} {
  private static final Logger log = LoggerFactory.getLogger(Orders${i}.class);
  private final JdbcTemplate jdbc;

  public Orders${i}(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }
${pieces(
  lengthOf(i),
  (at) => `
  /** Handles step ${at} of an order. */
  @PostMapping("/orders/${i}/${at}")
  public Map<String, Object> handle${at}(@RequestBody Order order) {
    try {
      List<Integer> prices = jdbc.queryForList("select price from items where order_id = ? and step = ${at}", Integer.class, order.id());
      int total = prices.stream().mapToInt(Integer::intValue).sum() + order.amount();
      log.info("order {} has {} items", order.id(), prices.size());
      return Map.of("id", order.id(), "total", total);
    } catch (RuntimeException fault) {
      log.error("order {} could not be handled", order.id(), fault);
      throw new IllegalStateException("an order could not be handled", fault);
    }
  }
`,
)}}
`,
  manifest: (name) => ({
    "pom.xml": `<project>
  <modelVersion>4.0.0</modelVersion>
  <parent><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-parent</artifactId><version>3.5.7</version></parent>
  <groupId>com.example</groupId>
  <artifactId>${name}</artifactId>
  <version>1.0.0</version>
  <dependencies>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-web</artifactId></dependency>
    <dependency><groupId>org.springframework.boot</groupId><artifactId>spring-boot-starter-actuator</artifactId></dependency>
  </dependencies>
</project>
`,
  }),
};
