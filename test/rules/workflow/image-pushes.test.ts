import { describe, expect, it } from "vitest";
import imagePushOnPullRequest from "../../../server/engine/rules/workflow/image-push-on-pull-request.ts";
import latestOnlyImage from "../../../server/engine/rules/workflow/latest-only-image.ts";
import mutableDeployImage from "../../../server/engine/rules/workflow/mutable-deploy-image.ts";
import mutableImageTag from "../../../server/engine/rules/workflow/mutable-image-tag.ts";
import unexportedImageDigest from "../../../server/engine/rules/workflow/unexported-image-digest.ts";
import untestedImagePush from "../../../server/engine/rules/workflow/untested-image-push.ts";
import { expectLawfulFixes, places, run } from "../support.ts";

const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, " ".repeat(by));
const job = (steps: string, on = "push", head = "") =>
  `on: ${on}\njobs:\n  image:\n${indent(head, 4)}    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;
const build = (inputs: string) => `- uses: docker/build-push-action@v7\n  with:\n    push: true\n${indent(inputs, 4)}`;

describe("workflow/latest-only-image", () => {
  it.each([
    build("tags: acme/web:latest\n"),
    build("tags: acme/web\n"),
    build("tags: acme/web,ghcr.io/acme/web:latest\n"),
    build("tags: |\n  acme/web:latest\n  ghcr.io/acme/web # no comment\n").replace(" # no comment", ""),
    "- run: docker buildx build --push -t acme/web:latest .\n",
    `- uses: docker/metadata-action@v6\n  id: meta\n  with:\n    images: acme/web\n    tags: |\n      type=raw,value=latest\n${build("tags: ${{ steps.meta.outputs.tags }}\n")}`,
  ])("reports and mends\n%s", (steps) => {
    expect(run(latestOnlyImage, job(steps))).toMatchObject([{ fixes: [{ safety: "unsafe" }] }]);
    expectLawfulFixes(latestOnlyImage, job(steps));
  });

  it("offers nothing for a push of what another command has tagged", () => {
    expect(run(latestOnlyImage, job("- run: |\n    docker build -t acme/web .\n    docker push acme/web\n"))).toMatchObject([
      { fixed: [] },
    ]);
  });

  it.each([
    build("tags: acme/web:latest\n").replace("push: true", "push: false"),
    build("tags: |\n  acme/web:latest\n  acme/web:${{ github.sha }}\n"),
    build("tags: ${{ steps.names.outputs.tags }}\n"),
    build("tags: localhost:5000/acme/web:latest\n"),
    build("tags: ttl.sh/acme-web\n"),
    "- run: |\n    docker push acme/web:latest\n    docker push acme/web:$GITHUB_SHA\n",
    "- run: docker push --all-tags acme/web\n",
    "- run: crane copy acme/web:1.2.3 acme/web:latest\n",
    `- uses: docker/metadata-action@v6\n  id: meta\n  with:\n    images: acme/web\n${build("tags: ${{ steps.meta.outputs.tags }}\n")}`,
  ])("is silent on\n%s", (steps) => expect(places(latestOnlyImage, job(steps))).toEqual([]));
});

describe("workflow/mutable-image-tag", () => {
  it.each([
    build("tags: acme/web:main\n"),
    build("tags: acme/web:v1,acme/web:latest\n"),
    `- uses: docker/metadata-action@v6\n  id: meta\n  with:\n    images: acme/web\n${build("tags: ${{ steps.meta.outputs.tags }}\n")}`,
  ])("reports and mends\n%s", (steps) => {
    const text = job(steps, "{push: {branches: [main]}}");
    expect(places(mutableImageTag, text)).toHaveLength(1);
    expectLawfulFixes(mutableImageTag, text);
  });

  it("keeps the rules that metadata-action has by itself", () => {
    const text = job(
      `- uses: docker/metadata-action@v6\n  id: meta\n  with:\n    images: acme/web\n${build("tags: ${{ steps.meta.outputs.tags }}\n")}`,
      "{push: {branches: [main]}}",
    );
    expect(run(mutableImageTag, text)[0]?.fixed[0]).toContain(
      "type=ref,event=branch\n            type=ref,event=tag\n            type=ref,event=pr\n            type=sha\n",
    );
  });

  it.each([
    build("tags: acme/web:latest\n"),
    build("tags: acme/web:main,acme/web:${{ github.run_id }}\n"),
    build("tags: acme/web:${{ inputs.tag }}\n"),
    build("tags: acme/web:buildcache\n"),
    "- run: docker push acme/web:1.2.3\n",
  ])("is silent on\n%s", (steps) => expect(places(mutableImageTag, job(steps))).toEqual([]));

  it("is silent on images for pull requests alone", () => {
    expect(places(mutableImageTag, job(build("tags: acme/web:pr-${{ github.event.number }}\n"), "pull_request"))).toEqual([]);
  });
});

describe("workflow/mutable-deploy-image", () => {
  const deploy = (steps: string) =>
    `on: {push: {branches: [main]}}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n${indent(build("tags: ghcr.io/acme/web:${{ github.sha }}\n"), 6)}  deploy:\n    needs: build\n    runs-on: ubuntu-24.04\n    steps:\n${indent(steps, 6)}`;

  it.each([
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web:latest\n",
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web\n",
    '- run: kubectl set image deployment/web "web=$IMAGE"\n  env:\n    IMAGE: ghcr.io/acme/web:latest\n',
    "- run: helm upgrade --install web ./chart --set image.tag=latest\n",
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web:${{ github.ref_name }}\n",
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web:main\n",
    "- run: gcloud run deploy web --image gcr.io/acme/web:latest\n",
  ])("reports and mends\n%s", (steps) => {
    const text = deploy(steps);
    const [first, ...others] = run(mutableDeployImage, text);
    expect(others).toEqual([]);
    expect(first?.fixed[0]).toMatch(/(?:web|tag=):?\$\{\{ github\.sha \}\}/);
    expectLawfulFixes(mutableDeployImage, text);
  });

  it.each([
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web:${{ github.sha }}\n",
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web:${{ inputs.tag }}\n",
    "- run: kubectl set image deployment/web web=ghcr.io/acme/web@${{ needs.build.outputs.digest }}\n",
    "- run: kubectl set image deployment/cache redis=docker.io/bitnami/redis:7\n",
    "- run: kubectl set image deployment/cache redis=redis\n",
    "- run: |\n    kubectl apply -f k8s\n    kubectl run check --image=acme/curl\n",
    "- run: |\n    kind create cluster\n    kubectl set image deployment/web web=ghcr.io/acme/web:latest\n",
  ])("is silent on\n%s", (steps) => expect(places(mutableDeployImage, deploy(steps))).toEqual([]));

  it("offers no tag where nothing is pushed here", () => {
    const text =
      "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: kubectl set image deployment/web web=acme/web:latest\n";
    expect(run(mutableDeployImage, text)).toMatchObject([{ fixed: [] }]);
  });
});

describe("workflow/image-push-on-pull-request", () => {
  const on = "{push: {branches: [main]}, pull_request: {}}";
  const push = build("tags: acme/web:1\n");

  it("guards a job that does nothing else, or the push", () => {
    const text = job(push, on);
    const [first] = run(imagePushOnPullRequest, text);
    expect(first?.fixed).toHaveLength(2);
    expect(first?.fixed[0]).toContain("    if: github.ref == 'refs/heads/main'\n    runs-on");
    expect(first?.fixed[1]).toContain("push: ${{ github.event_name != 'pull_request' }}");
    expectLawfulFixes(imagePushOnPullRequest, text);
  });

  it("guards the push alone where the job tests, has a condition, or is needed", () => {
    for (const text of [
      job(`- run: npm test\n${push}`, on),
      job(push, on, "if: github.repository == 'acme/web'\n"),
      `${job(push, on)}  e2e:\n    needs: image\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n`,
    ]) {
      expect(run(imagePushOnPullRequest, text)[0]?.fixes?.map(({ title }) => title)).toEqual(["Push unless it is for a pull request"]);
      expectLawfulFixes(imagePushOnPullRequest, text);
    }
  });

  it("does not keep tags out", () => {
    const text = job(push, "{push: {branches: [main], tags: ['v*']}, pull_request: {}}");
    expect(run(imagePushOnPullRequest, text)[0]?.fixed[0]).toContain("if: github.event_name != 'pull_request'");
  });

  it("leaves out a step that only pushes", () => {
    const text = job("- run: npm test\n- run: docker push acme/web:1\n", on);
    expect(run(imagePushOnPullRequest, text)[0]?.fixed[0]).toContain("- if: github.event_name != 'pull_request'\n        run: docker push");
    expectLawfulFixes(imagePushOnPullRequest, text);
  });

  it.each([build("tags: acme/web:pr-${{ github.event.number }}\n")])("only informs of\n%s", (steps) => {
    expect(run(imagePushOnPullRequest, job(steps, on))).toMatchObject([{ severity: "info" }]);
    expect(run(imagePushOnPullRequest, job(push, "pull_request"))).toMatchObject([{ severity: "info" }]);
  });

  it.each([
    job(push, "{push: {branches: [main]}}"),
    job(push, on, "if: github.event_name == 'push'\n"),
    job(push.replace("push: true", "push: ${{ github.event_name != 'pull_request' }}"), on),
    job(push.replace("push: true", "push: ${{ github.ref == 'refs/heads/main' }}"), on),
    job(push.replace("push: true", "push: ${{ github.event_name == 'push' && 'true' || 'false' }}"), on),
    job(push.replace("push: true", "push: ${{ steps.x.outputs.push }}"), on),
    job(`${push}  if: github.event_name == 'push'\n`, on),
    job(push.replace("acme/web", "localhost:5000/web"), on),
    job(push, "{push: {}, pull_request: {types: [closed]}}"),
    job('- run: if [ "$GITHUB_REF" = refs/heads/main ]; then docker push acme/web:1; fi\n', on),
    job(push, on).replace("  image:", "  preview:"),
  ])("is silent on\n%s", (text) => expect(places(imagePushOnPullRequest, text)).toEqual([]));
});

describe("workflow/untested-image-push", () => {
  const tests =
    "  lint:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npx eslint .\n  test:\n    needs: lint\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm test\n";
  const text = `${job(build("tags: acme/web:latest\n"), "{push: {branches: [main]}}")}${tests}`;

  it("waits for those tests that no other needs", () => {
    expect(run(untestedImagePush, text)[0]?.fixed[0]).toContain("    needs: test\n");
    expectLawfulFixes(untestedImagePush, text);
  });

  it.each([
    text.replace("acme/web:latest", "acme/web:${{ github.sha }}"),
    text.replace("acme/web:latest", "acme/web:${{ inputs.tag }}"),
    text.replace("    runs-on", "    needs: test\n    runs-on"),
    text.replace("needs: lint", "needs: [lint, image]").replace("npx eslint .", "true"),
    job(build("tags: acme/web:latest\n")),
    text.replace("{push: {branches: [main]}}", "pull_request"),
    text.replace("  test:\n", "  test:\n    if: github.event_name == 'pull_request'\n").replace("npx eslint .", "true"),
  ])("is silent on\n%s", (other) => expect(places(untestedImagePush, other)).toEqual([]));
});

describe("workflow/unexported-image-digest", () => {
  const text = `${job(build("tags: acme/web:1\n"))}  deploy:\n    needs: image\n    runs-on: ubuntu-24.04\n    steps:\n      - run: kubectl apply -f k8s\n`;

  it("needs an id for its fix", () => {
    expect(run(unexportedImageDigest, text)).toMatchObject([{ fixed: [] }]);
    expectLawfulFixes(unexportedImageDigest, text.replace("build-push-action@v7\n", "build-push-action@v7\n        id: push\n"));
  });

  it("is silent where something is handed on, or nothing deployed", () => {
    expect(places(unexportedImageDigest, text.replace("    runs-on", "    outputs: {tag: a}\n    runs-on"))).toEqual([]);
    expect(places(unexportedImageDigest, text.replace("kubectl apply -f k8s", "true").replaceAll("deploy", "check"))).toEqual([]);
  });
});
