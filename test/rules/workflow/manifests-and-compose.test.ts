import { describe, expect, it } from "vitest";
import missingComposeFile from "../../../server/engine/rules/workflow/missing-compose-file.ts";
import missingManifest from "../../../server/engine/rules/workflow/missing-manifest.ts";
import unknownComposeService from "../../../server/engine/rules/workflow/unknown-compose-service.ts";
import unknownWorkload from "../../../server/engine/rules/workflow/unknown-workload.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
const checkout = "- uses: actions/checkout@v7\n";
const job = (steps: string) => `on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;

describe("workflow/missing-manifest", () => {
  const files = { "k8s/web.yaml": "kind: Deployment\nmetadata:\n  name: web\n", "k8s/kustomization.yaml": "resources: [web.yaml]\n" };
  it.each(["kubectl apply -f k8s/wep.yaml", "kubectl -n web apply --filename=./k8s/wep.yaml", "kubectl rollout status -f k8s/wep.yaml"])(
    "mends %s",
    (command) => {
      const text = job(`${checkout}- run: ${command}\n`);
      expect(run(missingManifest, text, { files })).toMatchObject([{ on: expect.stringContaining("k8s/wep.yaml") }]);
      expectLawfulFixes(missingManifest, text, { files });
    },
  );
  it("counts from the working directory", () => {
    expect(places(missingManifest, job(`${checkout}- run: kubectl apply -f web.yaml\n  working-directory: k8s\n`), { files })).toEqual([]);
    expect(places(missingManifest, job(`${checkout}- run: kubectl apply -f web.yaml\n`), { files })).toHaveLength(1);
  });
  it.each([
    `${checkout}- run: kubectl apply -f k8s/ -k k8s\n`,
    `${checkout}- run: kubectl apply -f https://example.com/a.yaml\n`,
    `${checkout}- run: helm template . | kubectl apply -f -\n`,
    `${checkout}- run: kubectl apply -f "$FILE"\n`,
    `${checkout}- run: kubectl apply -f k8s/*.yml\n`,
    `${checkout}- run: envsubst < k8s/web.yaml > k8s/out.yaml && kubectl apply -f k8s/out.yaml\n`,
    `${checkout}- run: ./render.sh k8s/out.yaml\n- run: kubectl apply -f k8s/out.yaml\n`,
    `${checkout}- uses: azure/k8s-bake@v3\n- run: kubectl apply -f k8s/out.yaml\n`,
    `${checkout}- run: |\n    cd infra\n    kubectl apply -f a.yaml\n`,
    `${checkout}  with:\n    repository: acme/infra\n- run: kubectl apply -f prod/a.yaml\n`,
    "- run: kubectl apply -f k8s/out.yaml\n",
    `${checkout}- run: kubectl logs -f web\n`,
  ])("is silent on\n%s", (steps) => expect(places(missingManifest, job(steps), { files })).toEqual([]));
});

describe("workflow/unknown-workload", () => {
  const manifest =
    "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web-server\nspec:\n  template:\n    spec:\n      containers:\n        - name: app\n";
  const files = { "k8s/web.yaml": manifest };
  it.each([
    ["kubectl rollout status deployment/web-servre", "web-servre"],
    ["kubectl -n web rollout restart deploy web-servre", "web-servre"],
    ["kubectl set image deployment/web-servre app=a/b:1", "web-servre"],
    ['kubectl set image deployment/web-server "ap=a/b:1"', "ap"],
  ])("mends %s", (command, on) => {
    expect(run(unknownWorkload, job(`- run: ${command}\n`), { files })).toMatchObject([{ on }]);
    expectLawfulFixes(unknownWorkload, job(`- run: ${command}\n`), { files });
  });
  it.each([
    "kubectl rollout status deployment/web-server",
    "kubectl set image deployment/web-server app=a/b:1 *=c/d:1",
    "kubectl rollout status deployment/other",
    "kubectl rollout status deployment/web-server-canary",
    "kubectl rollout status statefulset/web-servre",
    "kubectl rollout status deployment/$NAME",
    "kind create cluster && kubectl rollout status deployment/web-servre",
  ])("is silent on %s", (command) => expect(places(unknownWorkload, job(`- run: ${command}\n`), { files })).toEqual([]));
  it.each([
    { ...files, "chart/Chart.yaml": "name: a\n" },
    { ...files, "k8s/kustomization.yaml": "namePrefix: prod-\n" },
    { "k8s/web.yaml": manifest.replace("web-server", "{{ .Values.name }}") },
  ])("is silent where names are made otherwise", (others) => {
    expect(
      places(unknownWorkload, job("- run: kubectl rollout status deployment/web-servre\n"), { files: others as Record<string, string> }),
    ).toEqual([]);
  });
});

describe("workflow/missing-compose-file", () => {
  const files = { "docker-compose.test.yml": "services:\n  db:\n    image: postgres:18\n" };
  it.each(["docker compose -f docker-compose.tset.yml up -d", "docker-compose --file=docker-compose.tset.yml run db"])(
    "mends %s",
    (command) => {
      expect(run(missingComposeFile, job(`${checkout}- run: ${command}\n`), { files })).toHaveLength(1);
      expectLawfulFixes(missingComposeFile, job(`${checkout}- run: ${command}\n`), { files });
    },
  );
  it.each([
    `${checkout}- run: docker compose -f docker-compose.test.yml up\n`,
    `${checkout}- run: docker compose -f $FILE up\n`,
    `${checkout}- run: cp a docker-compose.ci.yml\n- run: docker compose -f docker-compose.ci.yml up\n`,
    `${checkout}- run: ssh host 'docker compose -f docker-compose.prod.yml up -d'\n`,
    "- run: docker compose -f docker-compose.prod.yml up\n",
  ])("is silent on\n%s", (steps) => expect(places(missingComposeFile, job(steps), { files })).toEqual([]));
});

describe("workflow/unknown-compose-service", () => {
  const files = {
    "compose.yaml": "services:\n  postgres:\n    image: postgres:18\n  web:\n    build: .\n",
    "ci.yml": "services:\n  runner:\n    image: a\n",
  };
  it.each([
    "docker compose up -d --wait postgers",
    "docker compose -f compose.yaml -f ci.yml run --rm runer npm test",
    "docker-compose build wep",
  ])("mends %s", (command) => {
    expect(run(unknownComposeService, job(`${checkout}- run: ${command}\n`), { files })).toHaveLength(1);
    expectLawfulFixes(unknownComposeService, job(`${checkout}- run: ${command}\n`), { files });
  });
  it.each([
    "docker compose up -d",
    "docker compose up -d postgres web",
    "docker compose exec -T web npm test",
    "docker compose up --scale web=2 --timeout 60 postgres",
    "docker compose up -d $SERVICE",
    "docker compose -f other.yml up api",
    "docker compose down -v api",
  ])("is silent on %s", (command) => expect(places(unknownComposeService, job(`${checkout}- run: ${command}\n`), { files })).toEqual([]));
  it("is silent where a file brings in others, and knows overrides", () => {
    const text = job(`${checkout}- run: docker compose up api\n`);
    expect(
      places(unknownComposeService, text, { files: { "compose.yaml": "include: [a.yml]\nservices:\n  web:\n    image: a\n" } }),
    ).toEqual([]);
    expect(
      places(unknownComposeService, text, { files: { ...files, "compose.override.yaml": "services:\n  api:\n    image: a\n" } }),
    ).toEqual([]);
  });
});
