import { describe, expect, it } from "vitest";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { deployJobs, isStaticSite, publishJobs, reachOfDeploy, tierOf } from "../../../server/engine/pipeline/deploy.ts";
import { SourceText } from "../../../server/engine/text/source.ts";
import { memoryWorkspace, unseenWorkspace, type Workspace } from "../../../server/engine/workspace/workspace.ts";

const path = ".github/workflows/cd.yml";

function workflowOf(text: string) {
  return parseWorkflow(new SourceText(path, text));
}

/** `strength platform:evidence` of each deployment. */
function deployments(text: string, workspace: Workspace = unseenWorkspace()): string[] {
  return deployJobs(workflowOf(text), workspace).map(({ job, strength, steps, evidence }) =>
    [job.id, strength, steps.map(({ platform }) => platform).join("+"), text.slice(evidence.start, evidence.end)].join(" | "),
  );
}

function step(text: string, id = "job", more = ""): string {
  const [head, ...rest] = text.split("\n");
  return `on: push\njobs:\n  ${id}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - ${head}\n${rest.map((line) => `        ${line}\n`).join("")}`;
}

describe("deployJobs", () => {
  it.each([
    ["run: kubectl apply -f k8s/", "kubernetes", "kubectl apply -f k8s/"],
    ["run: kubectl set image deployment/app app=$IMAGE", "kubernetes", "kubectl set image deployment/app app=$IMAGE"],
    ["run: helm upgrade --install app ./chart", "helm", "helm upgrade --install app ./chart"],
    ["run: terraform apply -auto-approve", "terraform", "terraform apply -auto-approve"],
    ["run: aws ecs update-service --cluster a --service b", "ecs", "aws ecs update-service --cluster a --service b"],
    ["run: aws s3 sync dist s3://bucket", "s3", "aws s3 sync dist s3://bucket"],
    ["run: gcloud run deploy app --image x", "cloud-run", "gcloud run deploy app --image x"],
    ["run: npx wrangler@4 deploy", "cloudflare-workers", "npx wrangler@4 deploy"],
    ["run: sudo DOCKER_HOST=ssh://me@host docker compose up -d", "compose", undefined],
    ["run: docker compose up -d\nenv:\n  DOCKER_HOST: ssh://me@host", "compose", "docker compose up -d"],
    ["run: ssh me@host 'cd app && docker compose up -d'", "ssh", undefined],
    ["run: |\n  ssh me@host <<EOF\n  docker compose pull\n  docker compose up -d\n  EOF", "ssh", undefined],
    ["uses: azure/webapps-deploy@v3", "azure-app-service", "azure/webapps-deploy@v3"],
    ["uses: actions/deploy-pages@v4", "pages", "actions/deploy-pages@v4"],
    ["uses: cloudflare/wrangler-action@v3", "cloudflare", "cloudflare/wrangler-action@v3"],
    ["uses: aws-actions/amazon-ecs-deploy-task-definition@v2\nwith:\n  service: app", "ecs", undefined],
  ])("%s", (text, platform, evidence) => {
    const [found] = deployments(step(text));
    expect(found).toContain(`job | strong | ${platform} | `);
    if (evidence !== undefined) expect(found).toBe(`job | strong | ${platform} | ${evidence}`);
  });

  it.each([
    ["run: kubectl get pods"],
    ["run: kubectl apply --dry-run=client -f k8s/"],
    ["run: helm template ./chart | kubeconform"],
    ["run: helm lint ./chart"],
    ["run: terraform plan"],
    ["run: echo 'kubectl apply -f k8s/'"],
    ["run: |\n  # kubectl apply -f k8s/\n  make"],
    ["run: |\n  cat <<EOF > notes.txt\n  kubectl apply -f k8s/\n  EOF"],
    ["run: docker compose up -d"],
    ["run: aws s3 sync s3://bucket data"],
    ["run: |\n  kind create cluster\n  kubectl apply -f k8s/"],
    ["run: |\n  minikube start\n  helm install app ./chart"],
    ["uses: pulumi/actions@v6\nwith:\n  command: preview"],
    ["uses: aws-actions/amazon-ecs-deploy-task-definition@v2\nwith:\n  task-definition: task.json"],
    ["uses: cloudflare/wrangler-action@v3\nwith:\n  command: deploy --dry-run"],
  ])("not %s", (text) => {
    expect(deployments(step(text))).toEqual([]);
  });

  it("leaves clusters of tests alone, whatever the step", () => {
    const text =
      "on: push\njobs:\n  job:\n    runs-on: x\n    steps:\n      - uses: helm/kind-action@v1\n      - run: kubectl apply -f k8s/\n";
    expect(deployments(text)).toEqual([]);
  });

  it.each(["e2e-deploy", "deploy-preview", "review-app", "deploy-test", "test"])("leaves %s alone", (id) => {
    expect(deployments(step("run: kubectl apply -f k8s/", id))).toEqual([]);
  });

  it("knows a job that tests and deploys", () => {
    expect(deployments(step("run: kubectl apply -f k8s/", "build-test-deploy"))).toHaveLength(1);
  });

  it.each([
    ["deploy", true],
    ["deploy-production", true],
    ["build-and-deploy", true],
    ["deployProd", true],
    ["promote", true],
    ["deploy-docs", true],
    ["check-deployment", false],
    ["deploy-status", false],
    ["notify-deploy", false],
    ["undeploy", false],
    ["plan-deploy", false],
    ["build", false],
  ])("guesses from the id %s: %s", (id, expected) => {
    expect(deployments(step("run: ./run.sh", id)).length > 0).toBe(expected);
  });

  it("guesses nothing where it can see that nothing but a preview is deployed", () => {
    expect(deployments(step("run: npx vercel deploy --token=$TOKEN", "deploy"))).toEqual([]);
    expect(deployments(step("run: helm upgrade app ./chart --dry-run", "deploy"))).toEqual([]);
    expect(deployments(step("run: npx vercel deploy --prod --token=$TOKEN", "deploy"))).toEqual([
      "deploy | strong | vercel | npx vercel deploy --prod --token=$TOKEN",
    ]);
  });

  it("takes an environment with credentials of a cloud for a deployment", () => {
    const text = step("uses: aws-actions/configure-aws-credentials@v4", "release", "    environment: production\n");
    expect(deployments(text)).toEqual(["release | medium |  | production"]);
    expect(deployments(step("uses: aws-actions/configure-aws-credentials@v4", "release"))).toEqual([]);
    expect(deployments(step("uses: aws-actions/configure-aws-credentials@v4", "plan", "    environment: production\n"))).toEqual([]);
  });

  it("takes what publishes packages for no deployment", () => {
    const text = step("run: mvn deploy", "deploy");
    expect(deployments(text)).toEqual([]);
    expect(publishJobs(workflowOf(text), unseenWorkspace()).map(({ steps }) => steps.map(({ registry }) => registry))).toEqual([
      ["a Maven repository"],
    ]);
  });

  it("looks into scripts", () => {
    const workspace = memoryWorkspace({
      "package.json": JSON.stringify({ scripts: { go: "npm run build && gh-pages -d build", build: "vite build" } }),
      Makefile: "go: image\n\tkubectl apply -f k8s/\nimage:\n\tdocker build .\n",
      "scripts/go.sh": "#!/bin/sh\nset -e\nflyctl deploy\n",
    });
    expect(deployments(step("run: npm run go"), workspace)).toEqual(["job | strong | pages | npm run go"]);
    expect(deployments(step("run: make go"), workspace)).toEqual(["job | strong | kubernetes | make go"]);
    expect(deployments(step("run: ./scripts/go.sh"), workspace)).toEqual(["job | strong | fly-io | ./scripts/go.sh"]);
    expect(deployments(step("run: cd scripts && ./go.sh"), workspace)).toEqual(["job | strong | fly-io | ./go.sh"]);
    expect(deployments(step("run: npm run go"))).toEqual([]);
    expect(deployments(step("run: make deploy"))).toEqual(["job | medium | a-script | make deploy"]);
    expect(deployments(step("run: ./scripts/deploy.sh prod"))).toEqual(["job | medium | a-script | ./scripts/deploy.sh prod"]);
  });

  it("looks into called workflows and actions", () => {
    const workspace = memoryWorkspace({
      ".github/workflows/ship.yml":
        "on: workflow_call\njobs:\n  go:\n    runs-on: x\n    environment: staging\n    steps:\n      - run: kubectl apply -f k8s/\n",
      ".github/actions/ship/action.yml":
        "name: ship\nruns:\n  using: composite\n  steps:\n    - run: helm upgrade app ./chart\n      shell: bash\n",
    });
    const call = "on: push\njobs:\n  call:\n    uses: ./.github/workflows/ship.yml\n";
    expect(deployments(call, workspace)).toEqual(["call | strong |  | ./.github/workflows/ship.yml"]);
    expect(deployJobs(workflowOf(call), workspace)[0]?.tier).toBe("staging");
    expect(deployments(call)).toEqual([]);
    expect(deployments("on: push\njobs:\n  call:\n    uses: o/r/.github/workflows/deploy.yml@v1\n")).toEqual([
      "call | medium |  | o/r/.github/workflows/deploy.yml@v1",
    ]);
    expect(deployments(step("uses: ./.github/actions/ship"), workspace)).toEqual(["job | strong | helm | ./.github/actions/ship"]);
  });

  it("ends where workflows call each other", () => {
    const text = `on: workflow_call\njobs:\n  a:\n    uses: ./${path}\n`;
    expect(deployments(text, memoryWorkspace({ [path]: text }))).toEqual([]);
  });
});

describe("publishJobs", () => {
  it.each([
    ["run: npm publish", "npm"],
    ["uses: pypa/gh-action-pypi-publish@release/v1", "PyPI"],
    ["uses: softprops/action-gh-release@v2", "GitHub Releases"],
    ["run: gh release create v1", "GitHub Releases"],
    ["uses: changesets/action@v1\nwith:\n  publish: npm run release", "npm"],
  ])("%s", (text, registry) => {
    expect(publishJobs(workflowOf(step(text)), unseenWorkspace())[0]?.steps[0]?.registry).toBe(registry);
  });

  it.each([["run: npm publish --dry-run"], ["uses: changesets/action@v1"], ["run: docker push app"], ["run: npm ci"]])("not %s", (text) => {
    expect(publishJobs(workflowOf(step(text)), unseenWorkspace())).toEqual([]);
  });
});

describe("tierOf", () => {
  it.each([
    ["production", "production"],
    ["prod-eu", "production"],
    ["my-app-prod", "production"],
    ["deployProd", "production"],
    ["staging", "staging"],
    ["pre-prod", "staging"],
    ["pre_production", "staging"],
    ["pr-12", "preview"],
    ["review/foo", "preview"],
    ["dev", "development"],
    ["github-pages", undefined],
    ["product", undefined],
    ["devops", undefined],
  ])("%s is %s", (name, tier) => {
    expect(tierOf(name)).toBe(tier);
  });

  it("takes the environment before the names", () => {
    const tier = (text: string) => deployJobs(workflowOf(text), unseenWorkspace())[0]?.tier;
    expect(tier(step("run: fly deploy", "deploy-prod", "    environment: staging\n"))).toBe("staging");
    expect(tier(step("run: fly deploy", "deploy-prod"))).toBe("production");
    expect(tier(step("run: fly deploy", "deploy-prod", "    environment: ${{ inputs.environment }}\n"))).toBeUndefined();
    expect(tier(step("run: fly deploy", "deploy"))).toBeUndefined();
  });
});

it("takes the steps' own conditions into account", () => {
  const text =
    "on: [push, pull_request]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - if: github.ref == 'refs/heads/main'\n        run: fly deploy\n      - if: startsWith(github.ref, 'refs/tags/')\n        run: fly deploy --app b\n";
  const [deploy] = deployJobs(workflowOf(text), unseenWorkspace());
  const reached = deploy && reachOfDeploy(deploy, unseenWorkspace()).filter(({ verdict }) => verdict !== "never");
  expect(reached?.map(({ event, verdict }) => `${event} ${verdict}`)).toEqual(["push-default runs", "push-tag runs"]);
});

it("tells sites of files from programs", () => {
  const isStatic = (text: string) => deployJobs(workflowOf(step(text)), unseenWorkspace()).map(isStaticSite);
  expect(isStatic("uses: actions/deploy-pages@v4")).toEqual([true]);
  expect(isStatic("run: kubectl apply -f k8s/")).toEqual([false]);
});
