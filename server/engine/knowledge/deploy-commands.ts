import { launched, plainWords } from "./launchers.ts";

/** A command that changes what runs somewhere. */
export interface Deployment {
  /** Where to: `Kubernetes`, `Helm`, `Amazon ECS`, `a server over SSH`. */
  readonly platform: string;
  /** The program: `kubectl`. */
  readonly tool: string;
  /** What it is told to do: `apply`, `set image`, `s3 sync`. */
  readonly command: string;
  /** It only shows what it would do. */
  readonly isDryRun: boolean;
  /** It goes to a preview that nobody but reviewers sees. */
  readonly isPreview: boolean;
  /** It comes back only when the new version runs; undefined where that is not known. */
  readonly waits: boolean | undefined;
  /** The command says so itself; a script of the project that is called `deploy` only lets it be guessed. */
  readonly isCertain: boolean;
}

/** A command that puts something where others fetch it from: packages, images, releases. */
export interface Publication {
  /** Where to: `npm`, `PyPI`, `a container registry`. */
  readonly registry: string;
  readonly tool: string;
  /** It only shows what it would do. */
  readonly isDryRun: boolean;
}

const dryRun = /^--?(?:dry-?run|check-only|no-execute|what-if|preview-only|validate-only)(?:=(?!none$|false$).*)?$/;

/**
 * The deployment that a command is; undefined for all others, among them those that plan, render or lint (`terraform plan`, `helm template`).
 * Arguments are words without quotes; variables may stand in them as written.
 */
export function deploymentOf(name: string, args: readonly string[]): Deployment | undefined {
  const launch = launched(name, args);
  if (launch.args.some((arg) => arg === "--help" || arg === "-h")) return undefined;
  const found = deploymentByProgram(launch.name, launch.args);
  if (found) return found;
  const script = launch.scripts.find(isDeployScript);
  if (script === undefined) return undefined;
  return {
    platform: "a script",
    tool: launch.runner === undefined || launch.runner === "script" ? launch.name : launch.runner,
    command: script,
    isDryRun: /dry|plan|diff/.test(script),
    isPreview: /preview|review|\bpr\b/.test(script),
    waits: undefined,
    isCertain: false,
  };
}

function isDeployScript(script: string): boolean {
  return /^(?:deploy|redeploy|rollout|promote|ship)(?:$|[^a-z])/i.test(script) && !/test|check|lint|build|docs?\b|storybook/i.test(script);
}

function deploymentByProgram(name: string, args: readonly string[]): Deployment | undefined {
  const words = plainWords(name, args);
  const [command = "", second = "", third = ""] = words;
  const has = (...options: readonly string[]) =>
    args.some((arg) => options.includes(arg) || options.some((option) => arg.startsWith(`${option}=`)));
  const isDry = args.some((arg) => dryRun.test(arg));
  const to = (platform: string, what: string, more: Partial<Deployment> = {}): Deployment => ({
    platform,
    tool: name,
    command: what,
    isDryRun: isDry,
    isPreview: false,
    waits: undefined,
    isCertain: true,
    ...more,
  });
  switch (name) {
    case "kubectl":
    case "oc":
    case "k": {
      const verb = command === "rollout" || command === "set" ? `${command} ${second}` : command;
      if (command === "create" && !has("-f", "--filename", "-k", "--kustomize")) return undefined;
      const isDeploy = /^(?:apply|replace|create|patch|set image|set env|rollout restart|rollout latest)$/.test(verb);
      if (!isDeploy || (command === "apply" && /^(?:view-last-applied|edit-last-applied)$/.test(second))) return undefined;
      return to("Kubernetes", verb, { waits: false, isDryRun: args.some((arg) => /^--dry-run(?:=(?:client|server|true))?$/.test(arg)) });
    }
    case "helm": {
      if (!/^(?:upgrade|install)$/.test(command)) return undefined;
      return to("Helm", command, { waits: has("--wait", "--atomic", "--rollback-on-failure") && !has("--wait=false"), isDryRun: isDry });
    }
    case "helmfile":
      return /^(?:apply|sync)$/.test(command) ? to("Helm", command, { waits: has("--wait") ? true : undefined }) : undefined;
    case "kapp":
    case "werf":
    case "skaffold":
    case "devspace":
    case "garden":
    case "okteto":
      return /^(?:deploy|converge|run)$/.test(command) ? to("Kubernetes", command) : undefined;
    case "kn":
      return command === "service" && /^(?:update|apply|create)$/.test(second) ? to("Knative", `service ${second}`) : undefined;
    case "argocd":
      return command === "app" && /^(?:sync|set|rollback)$/.test(second) ? to("Argo CD", `app ${second}`) : undefined;
    case "flux":
      return command === "reconcile" ? to("Flux", command) : undefined;
    case "nomad":
      return (command === "job" && second === "run") || command === "run" ? to("Nomad", "job run") : undefined;
    case "terraform":
    case "tofu":
    case "terragrunt": {
      const at = args.findIndex((arg) => arg === "apply" || arg === "up");
      if (at < 0 || words.includes("plan") || (words.includes("state") && command === "state")) return undefined;
      const isApply =
        command === "apply" || (name === "terragrunt" && /^(?:run|run-all|stack|exec)$/.test(command) && args[at] === "apply");
      return isApply ? to(name === "tofu" ? "OpenTofu" : "Terraform", "apply", { isDryRun: false, waits: true }) : undefined;
    }
    case "pulumi":
      return /^(?:up|update)$/.test(command) ? to("Pulumi", command, { waits: true }) : undefined;
    case "cdk":
    case "cdktf":
      return command === "deploy"
        ? to(name === "cdk" ? "AWS CDK" : "CDK for Terraform", command, { waits: true, isDryRun: isDry || has("--no-execute") })
        : undefined;
    case "sam":
      return /^(?:deploy|sync)$/.test(command) ? to("AWS SAM", command, { isDryRun: has("--no-execute-changeset") }) : undefined;
    case "serverless":
    case "sls":
    case "osls":
      return command === "deploy"
        ? to("Serverless Framework", command, { isDryRun: has("--noDeploy", "--package") && has("--noDeploy") })
        : undefined;
    case "sst":
      return command === "deploy" ? to("SST", command) : undefined;
    case "aws":
      return deploymentByAws(words, args, to);
    case "eb":
      return command === "deploy" ? to("AWS Elastic Beanstalk", command) : undefined;
    case "copilot":
      return command === "deploy" || second === "deploy" ? to("AWS Copilot", "deploy") : undefined;
    case "ecs":
    case "ecs-deploy":
      return name === "ecs-deploy" || command === "deploy" ? to("Amazon ECS", "deploy") : undefined;
    case "gcloud": {
      const [area = "", verb = "", last = ""] = words.filter((word) => word !== "beta" && word !== "alpha");
      if (area === "run" && verb === "deploy") return to("Cloud Run", "run deploy", { waits: !has("--async") });
      if (area === "run" && /^(?:services|jobs|worker-pools)$/.test(verb) && /^(?:update|replace|deploy|update-traffic)$/.test(last))
        return to("Cloud Run", `run ${verb} ${last}`, { waits: !has("--async") });
      if (area === "app" && verb === "deploy") return to("App Engine", "app deploy");
      if (area === "functions" && verb === "deploy") return to("Cloud Functions", "functions deploy");
      if (area === "deploy" && verb === "releases" && /^(?:create|promote)$/.test(last))
        return to("Cloud Deploy", `deploy releases ${last}`);
      if (area === "compute" && words.includes("rolling-action")) return to("Compute Engine", "rolling-action");
      return undefined;
    }
    case "firebase":
      if (command === "deploy") return to("Firebase", command, { isDryRun: isDry });
      return command === "hosting:channel:deploy" ? to("Firebase", command, { isPreview: true }) : undefined;
    case "az":
      return deploymentByAzure(words, to);
    case "azd":
      return /^(?:up|deploy|provision)$/.test(command) ? to("Azure", command) : undefined;
    case "func":
      return words.includes("publish") ? to("Azure Functions", "publish") : undefined;
    case "swa":
      return command === "deploy" ? to("Azure Static Web Apps", command, { isPreview: has("--env") && has("preview") }) : undefined;
    case "fly":
    case "flyctl":
      return command === "deploy" || (command === "machine" && second === "update")
        ? to("Fly.io", "deploy", { waits: !has("--detach"), isDryRun: has("--build-only") })
        : undefined;
    case "vercel":
    case "now":
      if (!/^(?:deploy|promote|redeploy|)$/.test(command) && !/^[./]/.test(command)) return undefined;
      return to("Vercel", command || "deploy", {
        isPreview: command !== "promote" && !has("--prod", "-p", "--target=production", "--prebuilt-prod") && !args.includes("production"),
      });
    case "netlify":
    case "ntl":
      return command === "deploy" ? to("Netlify", command, { isPreview: !has("--prod", "-p", "--prod-if-unlocked") }) : undefined;
    case "wrangler":
      if (/^(?:deploy|publish)$/.test(command)) return to("Cloudflare Workers", command);
      if (command === "pages" && /^(?:deploy|publish)$/.test(second)) return to("Cloudflare Pages", `pages ${second}`);
      return command === "versions" && second === "deploy" ? to("Cloudflare Workers", "versions deploy") : undefined;
    case "railway":
      return /^(?:up|redeploy|deploy)$/.test(command) ? to("Railway", command, { waits: !has("--detach", "-d") }) : undefined;
    case "render":
      return command === "deploys" && second === "create" ? to("Render", "deploys create", { waits: has("--wait") }) : undefined;
    case "kamal":
    case "mrsk":
      return /^(?:deploy|redeploy|setup)$/.test(command) ? to("Kamal", command, { waits: true }) : undefined;
    case "cap":
    case "dep":
    case "fab":
    case "mina":
      return words.some((word) => /^(?:\w+:)?deploy\b/.test(word)) ? to("servers over SSH", "deploy") : undefined;
    case "ansible-playbook":
      return has("--syntax-check", "--list-tasks", "--list-hosts")
        ? undefined
        : to("Ansible", "playbook", { isDryRun: has("--check", "-C") });
    case "docker":
    case "docker-compose":
    case "podman":
      return deploymentByDocker(name, words, args, to);
    case "ssh":
      return remoteCommand(words.slice(1).join(" ")) ? to("a server over SSH", "ssh") : undefined;
    case "scp":
    case "rsync":
    case "sftp": {
      const target = words.at(-1) ?? "";
      return words.length > 1 && /^[^/:]*[^/:\\]{2}:(?!\/\/)|^rsync:\/\//.test(target)
        ? to("a server over SSH", name, { isDryRun: has("-n", "--dry-run") })
        : undefined;
    }
    case "lftp":
    case "ncftpput":
      return name === "ncftpput" || args.some((arg) => /mirror\s+(?:.*\s)?(?:-R|--reverse)|\bput\b/.test(arg))
        ? to("a server over FTP", name)
        : undefined;
    case "heroku":
      return command === "container:release" ? to("Heroku", command) : undefined;
    case "git":
      return command === "push" && /^(?:heroku|dokku|scalingo|production|staging|piku)$/.test(second)
        ? to(second === "heroku" ? "Heroku" : "a Git remote", `push ${second}`)
        : undefined;
    case "cf":
      return command === "push" ? to("Cloud Foundry", command) : undefined;
    case "doctl":
      if (command === "apps" && /^(?:create-deployment|update)$/.test(second))
        return to("DigitalOcean App Platform", `apps ${second}`, { waits: has("--wait") });
      return command === "serverless" && second === "deploy" ? to("DigitalOcean Functions", "serverless deploy") : undefined;
    case "ibmcloud":
      return words.includes("push") || (/^(?:ce|code-engine)$/.test(command) && /^(?:update|create)$/.test(third))
        ? to("IBM Cloud", words.slice(0, 3).join(" "))
        : undefined;
    case "supabase":
      return (command === "db" && second === "push") || (command === "functions" && second === "deploy")
        ? to("Supabase", `${command} ${second}`)
        : undefined;
    case "eas":
      return command === "update" || command === "submit" ? to("Expo", command) : undefined;
    case "surge":
    case "deployctl":
    case "convox":
    case "modal":
    case "zeabur":
    case "prefect":
    case "gh-pages":
    case "mike":
    case "mkdocs":
    case "shopify":
    case "dokku":
    case "caprover":
    case "porter":
    case "aptible":
    case "databricks":
    case "fastapi":
    case "ng":
    case "platform":
    case "upsun":
      return deploymentByOther(name, words, to);
    default:
      return undefined;
  }
}

type To = (platform: string, command: string, more?: Partial<Deployment>) => Deployment;

function deploymentByAws(words: readonly string[], args: readonly string[], to: To): Deployment | undefined {
  const [service = "", verb = ""] = words;
  const command = `${service} ${verb}`;
  switch (command) {
    case "ecs update-service":
    case "ecs deploy":
    case "ecs create-service":
      return to("Amazon ECS", command, { waits: service === "ecs" && verb === "deploy" });
    case "lambda update-function-code":
    case "lambda update-alias":
      return to("AWS Lambda", command);
    case "cloudformation deploy":
      return to("AWS CloudFormation", command, { waits: true, isDryRun: args.includes("--no-execute-changeset") });
    case "cloudformation update-stack":
    case "cloudformation create-stack":
    case "cloudformation execute-change-set":
      return to("AWS CloudFormation", command, { waits: false });
    case "elasticbeanstalk update-environment":
      return to("AWS Elastic Beanstalk", command, { waits: false });
    case "deploy create-deployment":
    case "deploy push":
      return to("AWS CodeDeploy", command, { waits: false });
    case "apprunner start-deployment":
    case "apprunner update-service":
      return to("AWS App Runner", command, { waits: false });
    case "amplify start-job":
    case "amplify start-deployment":
      return to("AWS Amplify", command, { waits: false });
    case "s3 sync":
    case "s3 cp": {
      // Files go to a bucket; the other way round they are fetched. A single file is more likely a build's artifact than a site.
      const target = words.at(-1) ?? "";
      const isUpload = words.length === 4 && /^s3:\/\/|^"?\$/.test(target) && !/^s3:\/\//.test(words[2] ?? "");
      return isUpload && (verb === "sync" || args.includes("--recursive"))
        ? to("Amazon S3", command, { waits: true, isDryRun: args.includes("--dryrun") })
        : undefined;
    }
    default:
      return undefined;
  }
}

function deploymentByAzure(words: readonly string[], to: To): Deployment | undefined {
  const [area = "", verb = "", last = ""] = words;
  if (area === "webapp" || area === "functionapp") {
    const platform = area === "webapp" ? "Azure App Service" : "Azure Functions";
    if (/^(?:deploy|up)$/.test(verb)) return to(platform, `${area} ${verb}`);
    if (verb === "deployment" && /^(?:source|slot)$/.test(last) && /^(?:config-zip|swap|config|sync)$/.test(words[3] ?? ""))
      return to(platform, `${area} deployment ${last}`);
    if (verb === "config" && last === "container" && words[3] === "set") return to(platform, `${area} config container set`);
    return verb === "restart" ? to(platform, `${area} restart`) : undefined;
  }
  if (area === "containerapp" && (/^(?:update|up|create)$/.test(verb) || (verb === "revision" && last === "copy")))
    return to("Azure Container Apps", `containerapp ${verb}`);
  if (area === "deployment" && (last === "create" || verb === "create"))
    return to("Azure Resource Manager", "deployment create", { waits: true });
  if (area === "stack" && last === "create") return to("Azure Resource Manager", "stack create");
  if (area === "container" && verb === "create") return to("Azure Container Instances", "container create");
  if (area === "spring" && verb === "app" && last === "deploy") return to("Azure Spring Apps", "spring app deploy");
  if (area === "staticwebapp" && verb === "deploy") return to("Azure Static Web Apps", "staticwebapp deploy");
  return undefined;
}

function deploymentByDocker(name: string, words: readonly string[], args: readonly string[], to: To): Deployment | undefined {
  const [command = "", second = ""] = name === "docker-compose" ? ["compose", ...words] : words;
  if (command === "stack" && second === "deploy") return to("Docker Swarm", "stack deploy", { waits: args.includes("--detach=false") });
  if (command === "service" && /^(?:update|create)$/.test(second)) return to("Docker Swarm", `service ${second}`);
  if (command !== "compose" || second !== "up") return undefined;
  // On the runner itself it starts what tests need; only on another machine it deploys.
  const isRemote =
    args.some((arg, i) => /^(?:-H|--host|--context|-c)$/.test(arg) && !/^(?:default|desktop-linux)$/.test(args[i + 1] ?? "")) ||
    args.some((arg) => /^--(?:host|context)=/.test(arg));
  const beforeCommand = args.slice(0, args.indexOf("compose") + 1);
  const isGlobal =
    beforeCommand.some((arg) => /^(?:-H|-c|--host|--context)/.test(arg)) ||
    args.some((arg) => /^(?:--host|--context)(?:=|$)/.test(arg)) ||
    (name === "docker-compose" && args.includes("-H"));
  return isRemote && isGlobal ? to("Docker Compose", "compose up") : undefined;
}

/** Whether what is run on another machine changes what runs there. */
function remoteCommand(text: string): boolean {
  return /\bdocker[ -]compose\b.*\b(?:up|pull|restart)\b|\bdocker\s+(?:run|pull|load|restart|service|stack)\b|\bpodman\s+(?:run|pull)\b|\bkubectl\s+(?:apply|set|rollout)|\bhelm\s+upgrade|\bsystemctl\s+(?:--user\s+)?(?:restart|reload|start)|\bservice\s+\S+\s+(?:restart|reload)|\bpm2\s+(?:restart|reload|start|deploy)|\bsupervisorctl\s+(?:restart|update|reload)|\bgit\s+(?:-C\s+\S+\s+)?(?:pull|reset|checkout)\b|\bdeploy\b|\bnixos-rebuild\s+switch/.test(
    text,
  );
}

function deploymentByOther(name: string, words: readonly string[], to: To): Deployment | undefined {
  const [command = "", second = ""] = words;
  switch (name) {
    case "surge":
      return /^(?:list|login|logout|whoami|token|teardown)$/.test(command) ? undefined : to("Surge", "deploy");
    case "gh-pages":
      return to("GitHub Pages", "gh-pages");
    case "mike":
      return command === "deploy" ? to("GitHub Pages", command) : undefined;
    case "mkdocs":
      return command === "gh-deploy" ? to("GitHub Pages", command) : undefined;
    case "ng":
      return command === "deploy" ? to("Angular's deployment", command) : undefined;
    case "shopify":
      return (command === "theme" && second === "push") || (command === "app" && second === "deploy")
        ? to("Shopify", `${command} ${second}`)
        : undefined;
    case "dokku":
      return command === "git:from-image" ? to("Dokku", command) : undefined;
    case "fastapi":
      return command === "deploy" ? to("FastAPI Cloud", command) : undefined;
    case "porter":
      return command === "apply" ? to("Porter", command) : undefined;
    case "databricks":
      return command === "bundle" && second === "deploy" ? to("Databricks", "bundle deploy") : undefined;
    case "platform":
    case "upsun":
      return command === "push" ? to("Upsun", command) : undefined;
    default:
      return command === "deploy"
        ? to(name === "deployctl" ? "Deno Deploy" : name.charAt(0).toUpperCase() + name.slice(1), command)
        : undefined;
  }
}

/** Whether a command takes a deployment back: `kubectl rollout undo`, `helm rollback`. */
export function isRollback(name: string, args: readonly string[]): boolean {
  const launch = launched(name, args);
  if (launch.scripts.some((script) => /^(?:rollback|revert|undo)\b/i.test(script))) return true;
  const words = plainWords(launch.name, launch.args);
  if (launch.name === "kubectl" || launch.name === "oc") return words[0] === "rollout" && words[1] === "undo";
  if (launch.name === "docker") return words[0] === "service" && words[1] === "rollback";
  return (
    words.includes("rollback") &&
    /^(?:helm|kamal|vercel|fly|flyctl|heroku|netlify|wrangler|railway|argocd|cap|dep|cdk|aws|serverless|sls|firebase|az|eb|nomad)$/.test(
      launch.name,
    )
  );
}

/** Whether a command waits until a deployment has come up: `kubectl rollout status`, `aws ecs wait services-stable`. */
export function isRolloutCheck(name: string, args: readonly string[]): boolean {
  const launch = launched(name, args);
  const words = plainWords(launch.name, launch.args);
  switch (launch.name) {
    case "kubectl":
    case "oc":
      return (words[0] === "rollout" && words[1] === "status") || words[0] === "wait";
    case "aws":
      return words[1] === "wait";
    case "argocd":
      return words[0] === "app" && words[1] === "wait";
    case "flux":
      return words[0] === "reconcile" || (words[0] === "get" && launch.args.includes("--watch"));
    case "helm":
      return words[0] === "test" || (words[0] === "status" && launch.args.includes("--wait"));
    case "docker":
    case "docker-compose":
      return launch.args.includes("--wait");
    default:
      return false;
  }
}

/** Whether a command starts a Kubernetes cluster on the runner: what is deployed afterwards is a test. */
export function startsLocalCluster(name: string, args: readonly string[]): boolean {
  const launch = launched(name, args);
  const words = plainWords(launch.name, launch.args);
  switch (launch.name) {
    case "kind":
    case "k3d":
    case "ctlptl":
    case "vcluster":
      return words[0] === "create" || words[0] === "cluster" || words[0] === "apply";
    case "minikube":
    case "colima":
    case "crc":
      return words[0] === "start";
    case "k3s":
    case "microk8s":
    case "k0s":
      return true;
    default:
      return launch.scripts.some((script) => /(?:^|[^a-z])(?:kind|minikube|k3d)(?:[^a-z]|$)/.test(script));
  }
}

/** The publication that a command is: to a package registry, a container registry or a page of releases. */
export function publicationOf(name: string, args: readonly string[]): Publication | undefined {
  const launch = launched(name, args);
  const words = plainWords(launch.name, launch.args);
  const [command = "", second = ""] = words;
  const has = (...options: readonly string[]) => launch.args.some((arg) => options.includes(arg));
  const isDryRun = launch.args.some((arg) => dryRun.test(arg));
  const to = (registry: string, isDry = isDryRun): Publication => ({ registry, tool: launch.name, isDryRun: isDry });
  switch (launch.name) {
    case "npm":
    case "pnpm":
    case "yarn":
    case "bun":
      if (launch.scripts.some((script) => /^(?:release|publish)(?:$|[^a-z])/.test(script))) return to("a script");
      return command === "publish" || (command === "npm" && second === "publish") || second === "publish" ? to("npm") : undefined;
    case "lerna":
    case "nx":
      return command === "publish" || (command === "release" && !has("--skip-publish")) ? to("npm") : undefined;
    case "changeset":
      return command === "publish" ? to("npm") : undefined;
    case "semantic-release":
    case "release-it":
    case "np":
    case "multi-semantic-release":
      return to("npm", isDryRun || has("-d"));
    case "jsr":
      return command === "publish" ? to("JSR") : undefined;
    case "deno":
      return command === "publish" ? to("JSR") : undefined;
    case "twine":
      return command === "upload" ? to("PyPI") : undefined;
    case "uv":
    case "poetry":
    case "flit":
    case "hatch":
    case "pdm":
    case "rye":
      return command === "publish" ? to("PyPI") : undefined;
    case "maturin":
      return command === "publish" || command === "upload" ? to("PyPI") : undefined;
    case "cargo":
      return command === "publish" ||
        (command === "release" && has("--execute", "-x")) ||
        (command === "workspaces" && second === "publish")
        ? to("crates.io")
        : undefined;
    case "gem":
      return command === "push" ? to("RubyGems") : undefined;
    case "rake":
      return launch.scripts.includes("release") ? to("RubyGems") : undefined;
    case "mvn":
    case "mvnw":
      return words.some((word) => /^(?:deploy|deploy:deploy|release:perform|jib:build|nexus-staging:release|jreleaser:.*)$/.test(word))
        ? to("a Maven repository")
        : undefined;
    case "gradle":
    case "gradlew":
      return words.some((word) => /(?:^|:)(?:publish(?!.*(?:ToMavenLocal|Local$))|jib$|uploadArchives|closeAndRelease)/.test(word))
        ? to("a Maven repository")
        : undefined;
    case "sbt":
      return words.some((word) => /^\+?(?:publish|publishSigned|ci-release|sonaRelease)$/.test(word))
        ? to("a Maven repository")
        : undefined;
    case "lein":
      return command === "deploy" ? to("Clojars") : undefined;
    case "dotnet":
      return command === "nuget" && second === "push" ? to("NuGet") : undefined;
    case "nuget":
      return command === "push" ? to("NuGet") : undefined;
    case "docker":
    case "podman":
    case "nerdctl":
    case "buildah":
      if (
        command === "push" ||
        (command === "image" && second === "push") ||
        (command === "manifest" && second === "push") ||
        (command === "compose" && second === "push")
      )
        return to("a container registry");
      if (command === "buildx" && second === "imagetools" && words[2] === "create") return to("a container registry");
      return (command === "buildx" || command === "build" || command === "compose") &&
        launch.args.some((arg) => /^--push(?:=true)?$/.test(arg) || /^(?:--output=|-o=)?(?:type=registry|.*,push=true)/.test(arg))
        ? to("a container registry")
        : undefined;
    case "docker-compose":
      return command === "push" ? to("a container registry") : undefined;
    case "skopeo":
      return command === "copy" && /^docker:\/\//.test(words.at(-1) ?? "") ? to("a container registry") : undefined;
    case "crane":
    case "regctl":
    case "oras":
      return command === "push" || command === "copy" || command === "cp" || command === "tag" || (command === "image" && second === "copy")
        ? to("a container registry")
        : undefined;
    case "ko":
      return /^(?:build|publish|resolve)$/.test(command) ? to("a container registry", has("--push=false", "--local", "-L")) : undefined;
    case "pack":
      return command === "build" && has("--publish") ? to("a container registry") : undefined;
    case "helm":
      return command === "push" || command === "cm-push" ? to("a Helm repository") : undefined;
    case "cr":
      return command === "upload" || command === "index" ? to("a Helm repository") : undefined;
    case "gh":
    case "hub":
      return command === "release" && /^(?:create|upload|edit)$/.test(second) ? to("GitHub Releases") : undefined;
    case "goreleaser":
      return command === "release" || command === ""
        ? to("GitHub Releases", isDryRun || has("--snapshot", "--skip-publish", "--skip=publish"))
        : undefined;
    case "jreleaser":
      return /^(?:full-release|release|deploy|publish)$/.test(command) ? to("GitHub Releases") : undefined;
    case "vsce":
    case "ovsx":
      return command === "publish" ? to("a VS Code marketplace") : undefined;
    case "mix":
      return command === "hex.publish" ? to("Hex") : undefined;
    case "dart":
    case "flutter":
      return command === "pub" && second === "publish" ? to("pub.dev") : undefined;
    case "pod":
      return command === "trunk" && second === "push" ? to("CocoaPods") : undefined;
    case "luarocks":
    case "cabal":
    case "conan":
    case "stack":
      return command === "upload" ? to(launch.name) : undefined;
    case "anaconda":
      return command === "upload" ? to("Anaconda") : undefined;
    default:
      return undefined;
  }
}

/** Whether a command puts a package, an image or a release where others fetch it from; a dry run does not. */
export function isPublish(name: string, args: readonly string[]): boolean {
  const publication = publicationOf(name, args);
  return publication !== undefined && !publication.isDryRun;
}

/** Whether a command brings a database's schema to the state that a new version wants. */
export function isMigration(name: string, args: readonly string[]): boolean {
  const launch = launched(name, args);
  if (
    launch.scripts.some(
      (script) =>
        /(?:^|[^a-z])(?:migrate|migrations?)(?:[^a-z]|$)/i.test(script) && !/create|generate|make|new|status|lint|check/i.test(script),
    )
  )
    return true;
  const words = plainWords(launch.name, launch.args);
  const [command = "", second = ""] = words;
  switch (launch.name) {
    case "prisma":
      return (command === "migrate" && second === "deploy") || (command === "db" && second === "push");
    case "drizzle-kit":
      return command === "migrate" || command === "push";
    case "alembic":
      return command === "upgrade";
    case "flask":
      return command === "db" && second === "upgrade";
    case "manage.py":
      return command === "migrate" && !launch.args.includes("--check");
    case "rails":
      return command === "db:migrate" || command === "db:prepare";
    case "mix":
      return command === "ecto.migrate";
    case "php":
    case "artisan":
      return words.some((word) => /^(?:migrate|doctrine:migrations:migrate)$/.test(word));
    case "flyway":
    case "dbmate":
    case "goose":
    case "migrate":
    case "knex":
    case "typeorm":
    case "sequelize":
    case "liquibase":
    case "atlas":
    case "sqitch":
    case "diesel":
    case "sqlx":
      return (
        words.some((word) => /^(?:migrate|up|update|deploy|db:migrate|migration:run|migrate:latest|apply)$/.test(word)) &&
        !words.includes("add")
      );
    case "dotnet":
      return command === "ef" && second === "database" && words[2] === "update";
    default:
      return false;
  }
}
