import { describe, expect, it } from "vitest";
import rollback from "../../../server/engine/rules/workflow/missing-rollback.ts";
import ecs from "../../../server/engine/rules/workflow/unawaited-ecs-deployment.ts";
import helm from "../../../server/engine/rules/workflow/unawaited-helm-release.ts";
import rollout from "../../../server/engine/rules/workflow/unawaited-rollout.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const job = (steps: string, more = "") =>
  `on:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n${more}    steps:\n${steps.replace(/^/gm, "      ")}\n`;
const script = (...lines: string[]) => job(`- run: |\n${lines.map((line) => `    ${line}`).join("\n")}`);
const deployment = (name: string, kind = "Deployment", namespace = "") =>
  `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n${namespace === "" ? "" : `  namespace: ${namespace}\n`}`;

describe("workflow/unawaited-rollout", () => {
  it.each([
    ["kubectl set image deployment/web web=$IMAGE", "kubectl rollout status deployment/web --timeout=120s"],
    ["kubectl set image deploy web web=$IMAGE", "kubectl rollout status deployment/web --timeout=120s"],
    ["kubectl rollout restart sts/db -n prod", "kubectl rollout status sts/db -n prod --timeout=120s"],
    ["kubectl --context=eu patch daemonset agent -p '{}'", "kubectl rollout status daemonset/agent --context=eu --timeout=120s"],
    ["kubectl set image deployment/$APP web=$IMAGE", "kubectl rollout status deployment/$APP --timeout=120s"],
    ["kubectl set image deployment/${{ vars.APP }} web=x", "kubectl rollout status deployment/${{ vars.APP }} --timeout=120s"],
  ])("waits for %s", (command, line) => {
    const text = script(command);
    expect(run(rollout, text).map(({ fixed }) => fixed[0])).toEqual([`${text}          ${line}\n`]);
    expectLawfulFixes(rollout, text);
  });

  it("asks once for a workload that two steps change", () => {
    const text = job("- run: kubectl set image deployment/web web=x\n- run: kubectl rollout restart deployment/web");
    expect(run(rollout, text)).toHaveLength(1);
    expect(run(rollout, text)[0]?.fixed[0]).toContain("rollout restart deployment/web\n          kubectl rollout status");
    expectLawfulFixes(rollout, text);
    const either = job(
      "- if: inputs.a\n  run: kubectl set image deployment/web web=x\n- if: inputs.b\n  run: kubectl rollout restart deployment/web",
    );
    expect(run(rollout, either)).toHaveLength(2);
  });

  it("makes a block of a single line", () => {
    const text = job("- run: kubectl set image deployment/web web=x");
    expect(run(rollout, text)[0]?.fixed[0]).toContain(
      "      - run: |\n          kubectl set image deployment/web web=x\n          kubectl rollout status deployment/web --timeout=120s\n",
    );
    expectLawfulFixes(rollout, text);
  });

  it("takes the names from the manifests", () => {
    const files = {
      "k8s/web.yaml": `${deployment("web", "Deployment", "shop")}---\n${deployment("db", "StatefulSet")}---\nkind: Service\nmetadata: { name: web }\n`,
      "base/kustomization.yaml": "resources: [api.yaml]\n",
      "base/api.yaml": deployment("api"),
      "overlays/prod/kustomization.yaml": "resources: [../../base]\nnamePrefix: prod-\nnamespace: prod\n",
    };
    expect(run(rollout, script("kubectl apply -f k8s"), { files })[0]?.fixed[0]).toContain(
      "kubectl rollout status deployment/web -n shop --timeout=120s\n          kubectl rollout status statefulset/db --timeout=120s\n",
    );
    expect(run(rollout, script("kubectl apply -k overlays/prod"), { files })[0]?.fixed[0]).toContain(
      "kubectl rollout status deployment/prod-api -n prod --timeout=120s\n",
    );
    expect(run(rollout, script("kustomize build overlays/prod | kubectl apply -f -"), { files })).toHaveLength(1);
    expect(run(rollout, script("envsubst < k8s/web.yaml | kubectl apply -f -"), { files })).toHaveLength(1);
    expectLawfulFixes(rollout, script("kubectl apply -f k8s/web.yaml"), { files });
  });

  it("knows a Deployment that it cannot see by the file's name, and then writes nothing", () => {
    expect(run(rollout, script("kubectl apply -f deployment.yaml"))).toMatchObject([{ fixes: [] }]);
  });

  it("wants each of them to be waited for", () => {
    const text = script(
      "kubectl set image deployment/web web=x",
      "kubectl set image deployment/api api=x",
      "kubectl rollout status deployment/web",
    );
    expect(run(rollout, text)).toMatchObject([{ at: "10:11" }]);
    expectLawfulFixes(rollout, text);
  });

  it.each([
    ["a status", script("kubectl set image deployment/web web=x", "kubectl rollout status deployment/web")],
    ["a status of another writing", script("kubectl set image deploy web web=x", "kubectl rollout status deployment web")],
    ["a status of what a variable names", script("kubectl set image deployment/web web=x", 'kubectl rollout status "deployment/$APP"')],
    ["a wait", script("kubectl set image deployment/web web=x", "kubectl wait --for=condition=available deployment --all")],
    ["a status in a later step", job("- run: kubectl set image deployment/web web=x\n- run: kubectl rollout status deployment/web")],
    [
      "a status in a job behind",
      `${job("- run: kubectl set image deployment/web web=x")}  check:\n    needs: deploy\n    runs-on: ubuntu-latest\n    steps:\n      - run: kubectl rollout status deployment/web\n`,
    ],
    [
      "a loop over several",
      script("kubectl set image deployment/web web=x", 'for one in web api; do kubectl rollout status "deployment/$one"; done'),
    ],
    ["a script that waits", script("kubectl set image deployment/web web=x", "./scripts/wait-for-rollout.sh")],
    ["a dry run", script("kubectl apply --dry-run=server -f deployment.yaml")],
    ["a namespace", script("kubectl apply -f namespace.yaml")],
    ["a secret out of a pipe", script("kubectl create secret generic a --dry-run=client -o yaml | kubectl apply -f -")],
    ["manifests that cannot be seen", script("kubectl apply -f k8s/")],
    ["what comes from elsewhere", script("kubectl apply -f https://example.com/deployment.yaml")],
    ["a config map", script("kubectl patch configmap web -p '{}'")],
    ["a cluster of the tests", script("kind create cluster", "kubectl apply -f deployment.yaml")],
    ["an action that waits", job("- uses: azure/k8s-deploy@v5\n  with:\n    manifests: deployment.yaml")],
  ])("is silent on %s", (_, text) => {
    expect(places(rollout, text)).toEqual([]);
  });

  it("is silent on manifests without anything to roll out", () => {
    const files = { "k8s/deployment-config.yaml": "kind: ConfigMap\nmetadata: { name: web }\n" };
    expect(places(rollout, script("kubectl apply -f k8s", "kubectl apply -f k8s/deployment-config.yaml"), { files })).toEqual([]);
  });

  it("does not write behind a condition, or for another user", () => {
    expect(run(rollout, script('if [ -n "$IMAGE" ]; then kubectl set image deployment/web web=x; fi'))).toMatchObject([{ fixes: [] }]);
    expect(run(rollout, script("sudo kubectl set image deployment/web web=x"))).toMatchObject([{ fixes: [] }]);
  });
});

describe("workflow/unawaited-helm-release", () => {
  it("waits", () => {
    const text = script("helm upgrade --install web ./chart \\", "  --set image.tag=$GITHUB_SHA > log.txt");
    expect(run(helm, text)[0]?.fixed[0]).toContain("  --set image.tag=$GITHUB_SHA --wait --timeout 5m > log.txt\n");
    expectLawfulFixes(helm, text);
    expectLawfulFixes(helm, job("- run: helm upgrade web ./chart --timeout 2m"));
    expect(run(helm, job("- run: helm install web ./chart --timeout 2m"))[0]?.fixed[0]).toContain("--timeout 2m --wait\n");
  });

  it.each([
    "helm upgrade web ./chart --wait",
    "helm upgrade web ./chart --atomic",
    "helm upgrade web ./chart --rollback-on-failure",
    "helm upgrade web ./chart --dry-run",
    "helm upgrade web ./chart $HELM_FLAGS",
    'helm upgrade web ./chart "${args[@]}"',
    "helm upgrade web ./chart && kubectl rollout status deployment/web",
    "helm template web ./chart",
    "helm lint ./chart",
  ])("is silent on %s", (command) => {
    expect(places(helm, job(`- run: ${command}`))).toEqual([]);
  });
});

describe("workflow/unawaited-ecs-deployment", () => {
  const action = (inputs: string) =>
    job(
      `- uses: aws-actions/amazon-ecs-deploy-task-definition@v2\n  with:\n    task-definition: task.json\n${inputs.replace(/^/gm, "    ")}`,
    );

  it("waits for the service", () => {
    for (const inputs of ["service: web", "service: web\nwait-for-service-stability: false"]) {
      expect(run(ecs, action(inputs))[0]?.fixed[0]).toContain("wait-for-service-stability: true\n");
      expectLawfulFixes(ecs, action(inputs));
    }
    const text = script("aws ecs update-service --cluster $CLUSTER --service web --force-new-deployment --region eu-central-1");
    expect(run(ecs, text)[0]?.fixed[0]).toContain(
      "          aws ecs wait services-stable --cluster $CLUSTER --region eu-central-1 --services web\n",
    );
    expectLawfulFixes(ecs, text);
  });

  it.each([
    action("service: web\nwait-for-service-stability: true"),
    action("service: web\nwait-for-service-stability: ${{ inputs.wait }}"),
    action("family: web"),
    script("aws ecs update-service --service web --force-new-deployment", "aws ecs wait services-stable --services web"),
    script("aws ecs update-service --service web --desired-count 2"),
    script("aws ecs describe-services"),
  ])("is silent %#", (text) => {
    expect(places(ecs, text)).toEqual([]);
  });
});

describe("workflow/missing-rollback", () => {
  const production = "    environment: production\n";

  it("adds the way back", () => {
    const text = job("- run: kubectl set image deployment/web web=x -n prod", production);
    expect(run(rollback, text)[0]?.fixed[0]).toBe(
      `${text}      - name: Roll back\n        if: failure()\n        run: kubectl rollout undo deployment/web -n prod\n`,
    );
    expectLawfulFixes(rollback, text);
    const two = job("- run: |\n    kubectl set image deployment/web web=x\n    kubectl set image deployment/api api=x", production);
    expect(run(rollback, two)[0]?.fixed[0]).toContain(
      "        run: |\n          kubectl rollout undo deployment/web\n          kubectl rollout undo deployment/api\n",
    );
    expectLawfulFixes(rollback, two);
    expect(run(rollback, job("- run: helm upgrade web ./chart --wait", production))).toMatchObject([{ fixes: [] }]);
  });

  it.each([
    [
      "a step that rolls back",
      job("- run: kubectl set image deployment/web web=x\n- if: failure()\n  run: kubectl rollout undo deployment/web", production),
    ],
    ["a flag", job("- run: helm upgrade web ./chart --rollback-on-failure", production)],
    ["staging", job("- run: kubectl set image deployment/web web=x", "    environment: staging\n")],
    ["platforms that keep the versions", job("- run: vercel deploy --prod", production)],
    [
      "a version of one's choice",
      job("- run: kubectl set image deployment/web web=x", production).replace(
        "on:\n",
        "on:\n  workflow_dispatch:\n    inputs:\n      version:\n        type: string\n",
      ),
    ],
  ])("is silent on %s", (_, text) => {
    expect(places(rollback, text)).toEqual([]);
  });

  it("finds the workflow that rolls back", () => {
    const files = {
      ".github/workflows/rollback.yml": "on:\n  workflow_dispatch:\n    inputs:\n      tag:\n        type: string\njobs: {}\n",
    };
    expect(places(rollback, job("- run: kubectl set image deployment/web web=x", production), { files })).toEqual([]);
  });
});
