// What the infrastructure items say of real projects, compared with their files by eye.
import { describe, expect, it } from "vitest";
import { assessReadiness, readinessServices } from "../../server/engine/assess.ts";
import { corpusProject, hasCorpus } from "../detection/corpus.ts";
import { today, told } from "./support.ts";

const prefix = "infrastructure.";

/** By project and folder of the service: status and places of every item, each place once. */
const expected: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  "brocoders__nestjs-boilerplate": {
    "": {
      "reproducible-image": "open !Dockerfile:7 !document.Dockerfile:7 Dockerfile:1 document.Dockerfile:1",
      "environment-validated": "open env-example-document:1 env-example-relational:1",
      "resource-limits": "manual Procfile:1",
      "horizontal-scaling": "manual Procfile:1",
      tls: "manual Procfile:1",
      "distinct-probes": "not-applicable Procfile:1",
      "hardened-containers": "open !Dockerfile:1 !document.Dockerfile:1",
      "disruption-budget": "not-applicable Procfile:1",
      "rollout-settings": "not-applicable Procfile:1",
      "network-policy": "not-applicable Procfile:1",
      "configuration-rollout": "not-applicable Procfile:1",
      "supported-runtime": "met Dockerfile:1 document.Dockerfile:1",
      "bounded-disk": "not-applicable Procfile:1",
      backups: "manual package.json:90 package.json:65",
    },
  },
  "dockersamples__example-voting-app": {
    result: {
      "reproducible-image": "likely result/Dockerfile:1 result/Dockerfile:15",
      "environment-validated": "open",
      "resource-limits": "open !k8s-specifications/result-deployment.yaml:19",
      "horizontal-scaling": "open !k8s-specifications/result-deployment.yaml:8",
      tls: "open",
      "distinct-probes": "open !k8s-specifications/result-deployment.yaml:19",
      "hardened-containers": "open !k8s-specifications/result-deployment.yaml:19",
      "disruption-budget": "open !k8s-specifications/result-deployment.yaml:8",
      "rollout-settings": "open !k8s-specifications/result-deployment.yaml:6",
      "network-policy": "open !k8s-specifications/result-deployment.yaml:6",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "open !result/Dockerfile:1",
      "bounded-disk": "open !k8s-specifications/result-deployment.yaml:19",
      backups: "manual result/package.json:16",
    },
    vote: {
      "reproducible-image": "open !vote/Dockerfile:14 vote/Dockerfile:2",
      "environment-validated": "open",
      "resource-limits": "open !k8s-specifications/vote-deployment.yaml:19",
      "horizontal-scaling": "open !k8s-specifications/vote-deployment.yaml:8",
      tls: "open",
      "distinct-probes": "open !k8s-specifications/vote-deployment.yaml:19",
      "hardened-containers": "open !k8s-specifications/vote-deployment.yaml:19",
      "disruption-budget": "open !k8s-specifications/vote-deployment.yaml:8",
      "rollout-settings": "open !k8s-specifications/vote-deployment.yaml:6",
      "network-policy": "open !k8s-specifications/vote-deployment.yaml:6",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "met vote/Dockerfile:2",
      "bounded-disk": "open !k8s-specifications/vote-deployment.yaml:19",
      backups: "not-applicable",
    },
    worker: {
      "reproducible-image": "likely worker/Dockerfile:11 worker/Dockerfile:25",
      "environment-validated": "open",
      "resource-limits": "open !k8s-specifications/worker-deployment.yaml:19",
      "horizontal-scaling": "open",
      tls: "not-applicable",
      "distinct-probes": "not-applicable",
      "hardened-containers": "open !k8s-specifications/worker-deployment.yaml:19",
      "disruption-budget": "open !k8s-specifications/worker-deployment.yaml:8",
      "rollout-settings": "open !k8s-specifications/worker-deployment.yaml:6",
      "network-policy": "open !k8s-specifications/worker-deployment.yaml:6",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "open !worker/Dockerfile:11 !worker/Dockerfile:25",
      "bounded-disk": "open !k8s-specifications/worker-deployment.yaml:19",
      backups: "manual worker/Worker.csproj:10",
    },
  },
  "fastapi__full-stack-fastapi-template": {
    backend: {
      "reproducible-image": "likely backend/Dockerfile:1 backend/Dockerfile:19 backend/Dockerfile:46 backend/Dockerfile:61",
      "environment-validated": "likely backend/pyproject.toml:18",
      "resource-limits": "open !compose.yml:49",
      "horizontal-scaling": "manual compose.deploy.yml:47",
      tls: "met compose.deploy.yml:55",
      "distinct-probes": "not-applicable",
      "hardened-containers": "open !backend/Dockerfile:19 compose.deploy.yml:47",
      "disruption-budget": "not-applicable",
      "rollout-settings": "not-applicable",
      "network-policy": "not-applicable",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "met backend/Dockerfile:19",
      "bounded-disk": "open",
      backups: "manual backend/pyproject.toml:16",
    },
    frontend: {
      "reproducible-image": "open",
      "environment-validated": "open",
      "resource-limits": "open",
      "horizontal-scaling": "open",
      tls: "open",
      "distinct-probes": "not-applicable",
      "hardened-containers": "open",
      "disruption-budget": "not-applicable",
      "rollout-settings": "not-applicable",
      "network-policy": "not-applicable",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "open",
      "bounded-disk": "open",
      backups: "not-applicable",
    },
  },
  "hagopj13__node-express-boilerplate": {
    "": {
      "reproducible-image": "open !Dockerfile:11 !Dockerfile:1",
      "environment-validated": "open .env.example:1",
      "resource-limits": "open",
      "horizontal-scaling": "open",
      tls: "open",
      "distinct-probes": "not-applicable",
      "hardened-containers": "likely Dockerfile:9",
      "disruption-budget": "not-applicable",
      "rollout-settings": "not-applicable",
      "network-policy": "not-applicable",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "likely Dockerfile:1 package.json:11",
      "bounded-disk": "open",
      backups: "manual package.json:65",
    },
  },
  "kube-rs__controller-rs": {
    "": {
      "reproducible-image": "open !Dockerfile:1",
      "environment-validated": "open",
      "resource-limits": "met charts/doc-controller/values.yaml:62 yaml/deployment.yaml:149",
      "horizontal-scaling": "open charts/doc-controller/templates/deployment.yaml:10",
      tls: "manual",
      "distinct-probes": "open !yaml/deployment.yaml:141 charts/doc-controller/templates/deployment.yaml:32",
      "hardened-containers": "open !yaml/deployment.yaml:141 charts/doc-controller/templates/deployment.yaml:35",
      "disruption-budget": "open !charts/doc-controller/templates/deployment.yaml:5 !yaml/deployment.yaml:126",
      "rollout-settings": "open !charts/doc-controller/templates/deployment.yaml:5 !yaml/deployment.yaml:119",
      "network-policy":
        "likely charts/doc-controller/templates/networkpolicy.yaml:6 charts/doc-controller/templates/deployment.yaml:24 yaml/deployment.yaml:6 yaml/deployment.yaml:84",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "likely Dockerfile:1",
      "bounded-disk": "open !yaml/deployment.yaml:141 charts/doc-controller/templates/deployment.yaml:37",
      backups: "not-applicable",
    },
  },
  "nickjj__docker-django-example": {
    "": {
      "reproducible-image": "open !Dockerfile:20 Dockerfile:1 Dockerfile:36 Dockerfile:72",
      "environment-validated": "open .env.example:1",
      "resource-limits": "open",
      "horizontal-scaling": "open",
      tls: "open",
      "distinct-probes": "not-applicable",
      "hardened-containers": "likely Dockerfile:89",
      "disruption-budget": "not-applicable",
      "rollout-settings": "not-applicable",
      "network-policy": "not-applicable",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "met Dockerfile:1 Dockerfile:36 Dockerfile:72",
      "bounded-disk": "open",
      backups: "manual pyproject.toml:12",
    },
  },
  "spring-projects__spring-petclinic": {
    "": {
      "reproducible-image": "open",
      "environment-validated": "open",
      "resource-limits": "open !k8s/petclinic.yml:32",
      "horizontal-scaling": "open !k8s/petclinic.yml:22",
      tls: "open",
      "distinct-probes": "open !k8s/petclinic.yml:47 !k8s/petclinic.yml:51",
      "hardened-containers": "open !k8s/petclinic.yml:32",
      "disruption-budget": "open !k8s/petclinic.yml:22",
      "rollout-settings": "open !k8s/petclinic.yml:18",
      "network-policy": "open !k8s/petclinic.yml:18",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "likely pom.xml:19",
      "bounded-disk": "open !k8s/petclinic.yml:32",
      backups: "manual pom.xml:93 pom.xml:88",
    },
  },
  stefanprodan__podinfo: {
    "": {
      "reproducible-image": "likely Dockerfile:1 Dockerfile:21 Dockerfile:11",
      "environment-validated": "open",
      "resource-limits":
        "likely charts/podinfo/templates/deployment.yaml:201 deploy/bases/backend/deployment.yaml:70 deploy/bases/database/deployment-replica.yaml:63 deploy/bases/database/statefulset-primary.yaml:60 deploy/bases/frontend/deployment.yaml:70",
      "horizontal-scaling":
        "open !deploy/bases/backend/hpa.yaml:10 !deploy/bases/database/statefulset-primary.yaml:7 !deploy/secure/backend/hpa.yaml:11 !deploy/secure/frontend/hpa.yaml:11 !deploy/webapp/backend/hpa.yaml:11 charts/podinfo/templates/deployment.yaml:10 deploy/bases/database/hpa-replica.yaml:10 deploy/bases/frontend/hpa.yaml:10 kustomize/hpa.yaml:10",
      tls: "likely charts/podinfo/templates/grpcroute.yaml:7 charts/podinfo/templates/httproute.yaml:7 charts/podinfo/templates/ingress.yaml:21",
      "distinct-probes":
        "likely charts/podinfo/templates/deployment.yaml:165 charts/podinfo/templates/deployment.yaml:179 deploy/bases/backend/deployment.yaml:49 deploy/bases/backend/deployment.yaml:58 deploy/bases/database/deployment-replica.yaml:42",
      "hardened-containers": "open !deploy/bases/backend/deployment.yaml:25 charts/podinfo/templates/deployment.yaml:42",
      "disruption-budget":
        "open !deploy/bases/backend/deployment.yaml:4 !deploy/bases/database/deployment-replica.yaml:4 !deploy/bases/database/statefulset-primary.yaml:7 !deploy/bases/frontend/deployment.yaml:4 charts/podinfo/templates/pdb.yaml:5 charts/podinfo/templates/deployment.yaml:231",
      "rollout-settings":
        "open !deploy/bases/database/statefulset-primary.yaml:4 charts/podinfo/templates/deployment.yaml:12 deploy/bases/backend/deployment.yaml:9 deploy/bases/backend/deployment.yaml:6 deploy/bases/backend/deployment.yaml:8 deploy/bases/database/deployment-replica.yaml:9",
      "network-policy":
        "open !charts/podinfo/templates/deployment.yaml:4 !deploy/bases/backend/deployment.yaml:4 !deploy/bases/database/deployment-replica.yaml:4 !deploy/bases/database/statefulset-primary.yaml:4 charts/podinfo/templates/deployment.yaml:32",
      "configuration-rollout": "not-applicable",
      "supported-runtime": "likely Dockerfile:21",
      "bounded-disk":
        "open !deploy/bases/backend/deployment.yaml:25 !deploy/bases/database/deployment-replica.yaml:27 !deploy/bases/database/statefulset-primary.yaml:24 !deploy/bases/frontend/deployment.yaml:26 !deploy/secure/backend/deployment.yaml:27 charts/podinfo/templates/deployment.yaml:201",
      backups: "manual deploy/bases/database/cronjob-backup-daily.yaml:4 deploy/bases/database/pvc-primary.yaml:4",
    },
  },
};

describe.runIf(hasCorpus())("infrastructure of the corpus", () => {
  it.each(Object.entries(expected))("%s", (project, services) => {
    const workspace = corpusProject(project);
    const found = readinessServices(workspace, "").map((folder) => {
      const items = assessReadiness(workspace, folder, { today }).items.filter(({ id }) => id.startsWith(prefix));
      return [
        folder,
        Object.fromEntries(items.map((item) => [item.id.slice(prefix.length), [...new Set(told(item).split(" "))].join(" ")])),
      ];
    });
    expect(Object.fromEntries(found)).toEqual(services);
  });
});
