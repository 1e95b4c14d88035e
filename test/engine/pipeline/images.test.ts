import { describe, expect, it } from "vitest";
import type { Job, Step, Workflow } from "../../../server/engine/languages/workflow/model.ts";
import { parseWorkflow } from "../../../server/engine/languages/workflow/parse.ts";
import { imagePushes, imageReferences, registryLogins, registryOf } from "../../../server/engine/pipeline/images.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

function workflowOf(text: string): Workflow {
  return parseWorkflow(new SourceText(".github/workflows/image.yml", text));
}

/** A workflow with one job of these steps. */
function withSteps(steps: string, on = "on:\n  push:\n    branches: [main]\n", top = "", job = ""): Workflow {
  return workflowOf(`${on}${top}jobs:\n  image:\n    runs-on: ubuntu-latest\n${job}    steps:\n${steps}`);
}

function step(keys: string): string {
  return `      - ${keys.trimEnd().replaceAll("\n", "\n        ")}\n`;
}

/** `kind registry/repository` of every tag of the first push. */
function tags(workflow: Workflow): string[] {
  return (
    imagePushes(workflow)[0]?.tags.map(
      ({ kind, registry, repository, text }) => `${text} ${kind} ${registry ?? "?"} ${repository ?? "?"}`,
    ) ?? []
  );
}

function kindOf(tag: string, on?: string, top = "", job = "", before = ""): string | undefined {
  return imagePushes(
    withSteps(`${before}${step(`uses: docker/build-push-action@v6\nwith:\n  push: true\n  tags: ${tag}`)}`, on, top, job),
  )[0]?.tags[0]?.kind;
}

describe("build-push-action", () => {
  it("reads lines, commas and comments, with their places", () => {
    const workflow = withSteps(
      step(
        "uses: docker/build-push-action@v6\nwith:\n  push: true\n  tags: |\n    acme/web:latest,ghcr.io/acme/web:${{ github.sha }}\n    localhost:5000/web\n",
      ),
    );
    expect(tags(workflow)).toEqual([
      "acme/web:latest latest docker.io acme/web",
      "ghcr.io/acme/web:${{ github.sha }} immutable ghcr.io acme/web",
      "localhost:5000/web latest localhost:5000 web",
    ]);
    const [push] = imagePushes(workflow);
    expect(push).toMatchObject({ kind: "build-push-action", pushes: true, hasAllTags: true });
    expect(push?.tags.map(({ span }) => workflow.source.slice(span))).toEqual(push?.tags.map(({ text }) => text));
    expect(workflow.source.slice(push?.span as never)).toBe("docker/build-push-action@v6");
  });

  it.each([
    ["acme/web", "latest"],
    ["acme/web:1.4.2", "immutable"],
    ["acme/web:1.4", "moving"],
    ["acme/web:staging", "moving"],
    ["acme/web:pr-${{ github.event.number }}", "moving"],
    ["acme/web:v1-${{ github.run_number }}", "immutable"],
    ["acme/web@sha256:abc", "immutable"],
    ["acme/web:${{ inputs.tag }}", "unknown"],
    ["acme/web:${{ github.head_ref || github.sha }}", "unknown"],
    ["acme/web:${{ github.event.pull_request.head.sha || github.sha }}", "immutable"],
    ["ghcr.io/${{ github.repository }}", "latest"],
    ["ghcr.io/${{ github.repository }}:latest", "latest"],
    ["${{ secrets.USER }}/web", "latest"],
    ["${{ secrets.USER }}/web:latest", "latest"],
    ["${{ secrets.IMAGE }}", "unknown"],
    ["acme/${{ vars.IMAGE }}", "unknown"],
    ["acme/web:${{ github.ref_name }}", "moving"],
    ["\"${{ format('acme/web:{0}', github.sha) }}\"", "immutable"],
    ["acme/web:${{ github.ref == 'refs/heads/main' && 'latest' || 'staging' }}", "unknown"],
  ])("%s is %s", (tag, kind) => {
    expect(kindOf(tag)).toBe(kind);
  });

  it("takes a ref for immutable where only tags start the workflow", () => {
    expect(kindOf("acme/web:${{ github.ref_name }}", "on:\n  push:\n    tags: ['v*']\n")).toBe("immutable");
    expect(kindOf("acme/web:${{ github.ref_name }}", "on:\n  push:\n    branches: [main]\n    tags: ['v*']\n")).toBe("unknown");
    expect(kindOf("acme/web:${{ github.event.release.tag_name }}", "on: release\n")).toBe("immutable");
  });

  it("resolves variables of workflow, job and step, matrix values and outputs", () => {
    expect(kindOf("${{ env.IMAGE }}", undefined, "env:\n  IMAGE: ghcr.io/acme/web:latest\n")).toBe("latest");
    expect(
      kindOf(
        "${{ env.REGISTRY }}/acme/web:${{ env.TAG }}",
        undefined,
        "env:\n  REGISTRY: ghcr.io\n",
        "    env:\n      TAG: ${{ github.sha }}\n",
      ),
    ).toBe("immutable");
    expect(
      tags(
        withSteps(
          step("uses: docker/build-push-action@v6\nwith:\n  tags: ${{ env.REGISTRY }}/acme/web:latest"),
          undefined,
          "env:\n  REGISTRY: ghcr.io\n",
        ),
      ),
    ).toEqual(["${{ env.REGISTRY }}/acme/web:latest latest ghcr.io acme/web"]);
    const matrix = "    strategy:\n      matrix:\n        app: [web, api]\n";
    expect(kindOf("acme/${{ matrix.app }}:latest", undefined, "", matrix)).toBe("latest");
    expect(kindOf("acme/${{ matrix.app }}", undefined, "", matrix)).toBe("latest");
    const vars = step(
      'id: vars\nrun: |\n  echo "sha=$(git rev-parse --short HEAD)" >> "$GITHUB_OUTPUT"\n  echo "env=staging" >> $GITHUB_OUTPUT',
    );
    expect(kindOf("acme/web:${{ steps.vars.outputs.sha }}", undefined, "", "", vars)).toBe("immutable");
    expect(kindOf("acme/web:${{ steps.vars.outputs.env }}", undefined, "", "", vars)).toBe("moving");
    expect(kindOf("acme/web:${{ steps.vars.outputs.other }}", undefined, "", "", vars)).toBe("unknown");
    expect(kindOf("acme/web:${{ env.SHORT }}", undefined, "", "", step('run: echo "SHORT=${GITHUB_SHA::7}" >> $GITHUB_ENV'))).toBe(
      "immutable",
    );
    expect(
      kindOf("${{ steps.ecr.outputs.registry }}/web:latest", undefined, "", "", step("id: ecr\nuses: aws-actions/amazon-ecr-login@v2")),
    ).toBe("latest");
    expect(kindOf("acme/web:${{ env.A }}", undefined, "env:\n  A: ${{ env.B }}\n  B: ${{ env.A }}\n")).toBe("unknown");
  });

  it("does not follow variables without end", () => {
    const many = Array.from({ length: 40 }, () => "${{ env.A }}").join("");
    expect(kindOf("acme/web:${{ env.A }}", undefined, `env:\n  A: ${many}\n`)).toBe("unknown");
  });

  it.each([
    ["", false],
    ["push: true", true],
    ["push: 'false'", false],
    ["push: ${{ github.event_name != 'pull_request' }}", true],
    ["push: ${{ inputs.push }}", undefined],
    ["push: ${{ false && inputs.push }}", false],
    ["outputs: type=registry", true],
    ["outputs: type=image,name=acme/web,push-by-digest=true,push=true", true],
    ["outputs: type=docker,dest=image.tar", false],
  ])("%j pushes: %s", (input, pushes) => {
    expect(imagePushes(withSteps(step(`uses: docker/build-push-action@v6\nwith:\n  context: .\n  ${input}`)))[0]?.pushes).toBe(pushes);
  });

  it("does not know whether it pushes where several events start it", () => {
    const workflow = withSteps(
      step("uses: docker/build-push-action@v6\nwith:\n  push: ${{ github.event_name != 'pull_request' }}"),
      "on: [push, pull_request]\n",
    );
    expect(imagePushes(workflow)[0]).toMatchObject({ pushes: undefined, pushText: { text: "${{ github.event_name != 'pull_request' }}" } });
  });

  it("takes a push by digest for immutable", () => {
    expect(
      tags(
        withSteps(
          step("uses: docker/build-push-action@v6\nwith:\n  outputs: type=image,name=ghcr.io/acme/web,push-by-digest=true,push=true"),
        ),
      ),
    ).toEqual(["ghcr.io/acme/web immutable ghcr.io acme/web"]);
  });
});

describe("metadata-action", () => {
  function metadata(inputs: string, on?: string): string[] {
    const workflow = withSteps(
      step(`id: meta\nuses: docker/metadata-action@v5\nwith:\n  images: ghcr.io/acme/web\n${inputs.replace(/^(?=.)/gm, "  ")}`) +
        step("uses: docker/build-push-action@v6\nwith:\n  push: true\n  tags: ${{ steps.meta.outputs.tags }}"),
      on,
    );
    expect(imagePushes(workflow)[0]?.metadata?.id?.text).toBe("meta");
    return imagePushes(workflow)[0]?.tags.map(({ text, kind }) => `${text} ${kind}`) ?? [];
  }

  it("has the branch, the tag and the pull request without `tags`, as far as they can be", () => {
    expect(metadata("")).toEqual(["type=ref,event=branch moving"]);
    expect(metadata("", "on:\n  push:\n    tags: ['v*']\n")).toEqual([
      "type=ref,event=branch moving",
      "type=ref,event=tag immutable",
      "latest latest",
    ]);
    expect(metadata("", "on: [pull_request, schedule]\n")).toEqual([
      "type=schedule moving",
      "type=ref,event=branch moving",
      "type=ref,event=pr moving",
    ]);
  });

  it.each([
    ["type=sha", ["type=sha immutable"]],
    ["type=sha,enable=false", []],
    ["type=raw,value=latest,enable={{is_default_branch}}", ["type=raw,value=latest,enable={{is_default_branch}} latest"]],
    ["type=raw,value=${{ github.run_id }}", ["type=raw,value=${{ github.run_id }} immutable"]],
    ["type=raw,value=v-{{sha}}", ["type=raw,value=v-{{sha}} immutable"]],
    ["type=raw,value={{branch}}", ["type=raw,value={{branch}} moving"]],
    ["type=raw,value={{date 'YYYYMMDD-HHmmss'}}", ["type=raw,value={{date 'YYYYMMDD-HHmmss'}} immutable"]],
    ["latest", ["latest latest"]],
    ["type=semver,pattern={{version}}", []],
    [
      "type=semver,pattern={{version}},value=${{ inputs.version }}",
      ["type=semver,pattern={{version}},value=${{ inputs.version }} immutable", "latest latest"],
    ],
    ["type=edge,branch=main", ["type=edge,branch=main moving"]],
  ])("%s", (rule, expected) => {
    expect(metadata(`tags: |\n  ${rule}`)).toEqual(expected);
  });

  it("knows the versions of tags, and the flavor", () => {
    const on = "on:\n  push:\n    tags: ['v*']\n";
    const rules = "tags: |\n  type=semver,pattern={{version}}\n  type=semver,pattern={{major}}.{{minor}}\n";
    expect(metadata(rules, on)).toEqual([
      "type=semver,pattern={{version}} immutable",
      "type=semver,pattern={{major}}.{{minor}} moving",
      "latest latest",
    ]);
    expect(metadata(`${rules}flavor: |\n  latest=false\n`, on)).toHaveLength(2);
    expect(metadata("tags: type=ref,event=branch\nflavor: |\n  suffix=-${{ github.sha }}\n")).toEqual(["type=ref,event=branch immutable"]);
  });
});

describe("scripts", () => {
  function pushes(run: string): unknown[] {
    return imagePushes(withSteps(step(`run: |\n${run.replace(/^(?=.)/gm, "  ")}`))).map(({ pushes, hasAllTags, tags, kind }) => [
      kind,
      pushes,
      hasAllTags,
      tags.map((tag) => `${tag.text} ${tag.kind}`),
    ]);
  }

  it.each([
    ["docker build -t acme/web .", [["docker", false, true, ["acme/web latest"]]]],
    ["docker push acme/web:$GITHUB_SHA", [["docker", true, true, ["acme/web:$GITHUB_SHA immutable"]]]],
    ['docker push "ghcr.io/acme/web:${{ github.sha }}"', [["docker", true, true, ["ghcr.io/acme/web:${{ github.sha }} immutable"]]]],
    ["docker push --all-tags acme/web", [["docker", true, false, []]]],
    [
      "docker buildx build --push --platform linux/amd64 -t acme/web:latest --tag=acme/web:1.2.3 .",
      [["docker", true, true, ["acme/web:latest latest", "acme/web:1.2.3 immutable"]]],
    ],
    ["docker buildx build -o type=registry -t acme/web .", [["docker", true, true, ["acme/web latest"]]]],
    ["IMAGE=acme/web\nTAG=$(git describe --tags)\ndocker push $IMAGE:$TAG", [["docker", true, true, ["$IMAGE:$TAG immutable"]]]],
    ["docker push $IMAGE", [["docker", true, false, ["$IMAGE unknown"]]]],
    ["docker compose push", [["docker", true, false, []]]],
    ["podman push web quay.io/acme/web:main", [["other", true, true, ["quay.io/acme/web:main moving"]]]],
    ["/kaniko/executor --context . --destination=acme/web:latest", [["other", true, true, ["acme/web:latest latest"]]]],
    ["skopeo copy oci:out docker://ghcr.io/acme/web:main", [["other", true, true, ["docker://ghcr.io/acme/web:main moving"]]]],
    ["./mvnw compile jib:build -Dimage=acme/web", [["other", true, true, ["acme/web latest"]]]],
    ["ko build ./cmd/web", [["other", true, false, []]]],
    ["echo docker push acme/web", []],
  ])("%s", (run, expected) => {
    expect(pushes(run)).toEqual(expected);
  });

  it("name the place of the tag without its quotes", () => {
    const workflow = withSteps(step('run: |\n  docker push "acme/web:latest"'));
    const [push] = imagePushes(workflow);
    expect(workflow.source.slice(push?.tags[0]?.span as never)).toBe("acme/web:latest");
    expect(workflow.source.slice(push?.span as never)).toBe("docker push");
  });
});

describe("images that are deployed", () => {
  function references(keys: string): string[] {
    const workflow = withSteps(step(keys));
    return imageReferences(workflow.steps[0] as Step).map(({ span, text, kind, by, isTagOnly }) => {
      expect(workflow.source.slice(span)).toBe(text);
      return `${by}: ${text} ${kind}${isTagOnly ? " (tag)" : ""}`;
    });
  }

  it.each([
    ["run: kubectl set image deployment/web web=acme/web:latest", ["kubectl set image: acme/web:latest latest"]],
    [
      "run: kubectl -n prod set image deployment/web web=acme/web:${{ github.sha }} --record",
      ["kubectl set image: acme/web:${{ github.sha }} immutable"],
    ],
    ["run: helm upgrade web ./chart --set image.tag=latest,replicas=2", ["helm --set: latest latest (tag)"]],
    ['run: helm upgrade web ./chart --set "image.tag=${{ inputs.tag }}"', ["helm --set: ${{ inputs.tag }} unknown (tag)"]],
    ["run: helm upgrade web ./chart --set=app.image=acme/web --wait", ["helm --set: acme/web latest"]],
    ["run: gcloud run deploy web --image gcr.io/acme/web:main --region x", ["gcloud run: gcr.io/acme/web:main moving"]],
    [
      "run: az containerapp update -n web --image acme.azurecr.io/web:${{ github.sha }}",
      ["az containerapp: acme.azurecr.io/web:${{ github.sha }} immutable"],
    ],
    ["run: docker service update --image acme/web:latest web", ["docker service update: acme/web:latest latest"]],
    ["run: docker run acme/test:latest", []],
    [
      'run: ssh host "docker pull acme/web:latest && docker run -d --name web -p 80:80 acme/web:latest"',
      ["docker run (ssh): acme/web:latest latest", "docker run (ssh): acme/web:latest latest"],
    ],
    [
      "uses: aws-actions/amazon-ecs-render-task-definition@v1\nwith:\n  container-name: web\n  image: acme/web:latest",
      ["aws-actions/amazon-ecs-render-task-definition: acme/web:latest latest"],
    ],
    [
      "uses: azure/k8s-deploy@v5\nwith:\n  manifests: k8s\n  images: |\n    acme/web:${{ github.sha }}\n",
      ["azure/k8s-deploy: acme/web:${{ github.sha }} immutable"],
    ],
    [
      "uses: appleboy/ssh-action@v1\nwith:\n  script: |\n    docker run --rm -d acme/web:${{ github.sha }} serve\n",
      ["docker run (appleboy/ssh-action): acme/web:${{ github.sha }} immutable"],
    ],
  ])("%s", (keys, expected) => {
    expect(references(keys)).toEqual(expected);
  });
});

describe("registries", () => {
  it("are those of the name", () => {
    expect(["web", "acme/web", "ghcr.io/acme/web", "localhost/web", "host:5000/web", "index.docker.io/acme/web"].map(registryOf)).toEqual([
      "docker.io",
      "docker.io",
      "ghcr.io",
      "localhost",
      "host:5000",
      "docker.io",
    ]);
  });

  it("are logged in to by actions and commands", () => {
    const workflow = withSteps(
      [
        step(
          "uses: docker/login-action@v3\nwith:\n  registry: ${{ env.REGISTRY }}\n  username: ${{ github.actor }}\n  password: ${{ secrets.GITHUB_TOKEN }}",
        ),
        step("uses: docker/login-action@v3\nwith:\n  username: acme\n  password: ${{ secrets.PASSWORD }}"),
        step("uses: aws-actions/amazon-ecr-login@v2"),
        step('run: echo "$PASSWORD" | docker login ghcr.io -u acme --password-stdin\nenv:\n  PASSWORD: ${{ github.token }}'),
        step("run: docker login -u acme -p x"),
        step("run: az acr login --name acme"),
      ].join(""),
      undefined,
      "env:\n  REGISTRY: ghcr.io\n",
    );
    expect(registryLogins(workflow.jobs[0] as Job).map(({ registry, usesToken }) => `${registry} ${usesToken}`)).toEqual([
      "ghcr.io true",
      "docker.io false",
      "amazonaws.com false",
      "ghcr.io true",
      "docker.io false",
      "acme.azurecr.io false",
    ]);
  });
});
