// Status and places of the items of monitoring for every service of real projects, compared with their files by eye.
import { compareCorpus } from "./support.ts";

compareCorpus("monitoring", {
  "brocoders__nestjs-boilerplate": {
    "": {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  },
  "dockersamples__example-voting-app": {
    result: {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
    vote: {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
    worker: {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "not-applicable",
      objectives: "manual",
      "load-test": "not-applicable",
    },
  },
  "fastapi__full-stack-fastapi-template": {
    backend: {
      metrics: "manual",
      "error-rate-alert": "manual backend/pyproject.toml:19",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
    frontend: {
      metrics: "not-applicable",
      "error-rate-alert": "not-applicable",
      "log-aggregation": "not-applicable",
      uptime: "manual",
      objectives: "manual",
      "load-test": "not-applicable",
    },
  },
  "hagopj13__node-express-boilerplate": {
    "": {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  },
  "kube-rs__controller-rs": {
    "": {
      metrics: "likely charts/doc-controller/templates/servicemonitor.yaml:4 Cargo.toml:45",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  },
  "nickjj__docker-django-example": {
    "": {
      metrics: "manual",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  },
  "spring-projects__spring-petclinic": {
    "": {
      metrics: "likely pom.xml:44",
      "error-rate-alert": "open",
      "log-aggregation": "manual",
      uptime: "manual",
      objectives: "manual",
      "load-test": "likely src/test/jmeter/petclinic_test_plan.jmx:1",
    },
  },
  stefanprodan__podinfo: {
    "": {
      metrics:
        "likely charts/podinfo/templates/servicemonitor.yaml:3 charts/podinfo/templates/deployment.yaml:24 deploy/bases/backend/deployment.yaml:19 go.mod:13",
      "error-rate-alert": "open",
      "log-aggregation": "likely go.mod:28",
      uptime: "manual",
      objectives: "manual",
      "load-test": "manual",
    },
  },
});
