import { describe, expect, it } from "vitest";
import {
  deploymentOf,
  isMigration,
  isPublish,
  isRollback,
  isRolloutCheck,
  publicationOf,
  startsLocalCluster,
} from "../../../server/engine/knowledge/deploy-commands.ts";

/** Splits at spaces outside of single quotes. */
function split(line: string): [string, string[]] {
  const [name = "", ...args] = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));
  return [name, args];
}

describe("deployments", () => {
  it.each([
    ["kubectl apply -f k8s/", "Kubernetes"],
    ["kubectl -n prod --context main apply -k overlays/prod", "Kubernetes"],
    ["kubectl set image deployment/app app=image:1", "Kubernetes"],
    ["kubectl rollout restart deployment/app", "Kubernetes"],
    ["kubectl replace -f app.yaml", "Kubernetes"],
    ["oc apply -f app.yaml", "Kubernetes"],
    ["helm upgrade --install app ./chart", "Helm"],
    ["helm -n prod install app ./chart", "Helm"],
    ["helmfile -e prod apply", "Helm"],
    ["terraform apply -auto-approve", "Terraform"],
    ["terraform -chdir=infra apply plan.out", "Terraform"],
    ["tofu apply", "OpenTofu"],
    ["terragrunt run-all apply", "Terraform"],
    ["pulumi up --yes", "Pulumi"],
    ["npx cdk deploy --all", "AWS CDK"],
    ["sam deploy", "AWS SAM"],
    ["npx serverless deploy --stage prod", "Serverless Framework"],
    ["aws ecs update-service --cluster c --service s", "Amazon ECS"],
    ["aws --region eu-central-1 lambda update-function-code --function-name f", "AWS Lambda"],
    ["aws s3 sync dist s3://bucket --delete", "Amazon S3"],
    ["aws s3 cp dist s3://bucket --recursive", "Amazon S3"],
    ["aws cloudformation deploy --stack-name s", "AWS CloudFormation"],
    ["gcloud run deploy app --image i", "Cloud Run"],
    ["gcloud beta run deploy app", "Cloud Run"],
    ["gcloud --project p app deploy", "App Engine"],
    ["gcloud functions deploy f", "Cloud Functions"],
    ["az webapp deploy --name app", "Azure App Service"],
    ["az containerapp update --name app", "Azure Container Apps"],
    ["az deployment group create -g g", "Azure Resource Manager"],
    ["flyctl deploy --remote-only", "Fly.io"],
    ["fly deploy", "Fly.io"],
    ["npx vercel@latest --prod --token=x", "Vercel"],
    ["vercel deploy --prebuilt", "Vercel"],
    ["vercel --token $TOKEN --prod", "Vercel"],
    ["netlify deploy --prod", "Netlify"],
    ["pulumi -C infra up", "Pulumi"],
    ["npx wrangler@4 deploy", "Cloudflare Workers"],
    ["wrangler pages deploy dist", "Cloudflare Pages"],
    ["railway up", "Railway"],
    ["kamal deploy", "Kamal"],
    ["bundle exec cap production deploy", "servers over SSH"],
    ["argocd app sync app", "Argo CD"],
    ["ansible-playbook -i prod site.yml", "Ansible"],
    ["docker stack deploy -c stack.yml app", "Docker Swarm"],
    ["docker service update --image i app", "Docker Swarm"],
    ["docker --context prod compose up -d", "Docker Compose"],
    ["docker -H ssh://deploy@host compose up -d", "Docker Compose"],
    ["ssh deploy@host 'cd app && docker compose up -d'", "a server over SSH"],
    ["ssh -i key -p 22 deploy@host sudo systemctl restart app", "a server over SSH"],
    ["rsync -az dist/ deploy@host:/var/www", "a server over SSH"],
    ["scp -r dist deploy@host:/var/www", "a server over SSH"],
    ["firebase deploy --only hosting", "Firebase"],
    ["git push heroku main", "Heroku"],
    ["heroku container:release web", "Heroku"],
    ["cf push", "Cloud Foundry"],
    ["npm run deploy", "a script"],
    ["make deploy-prod", "a script"],
    ["pnpm run deploy:production", "a script"],
    ["./scripts/deploy.sh production", "a script"],
    ["bash ./deploy-all.sh", "a script"],
  ])("%s goes to %s", (line, platform) => {
    const deployment = deploymentOf(...split(line));
    expect(deployment?.platform).toBe(platform);
    expect(deployment?.isDryRun).toBe(false);
    expect(deployment?.isCertain).toBe(platform !== "a script");
  });

  it.each([
    "kubectl get pods",
    "kubectl create namespace prod",
    "kubectl create secret generic s",
    "kubectl rollout status deployment/app",
    "kubectl delete pod x",
    "kubectl apply --help",
    "helm template app ./chart",
    "helm lint ./chart",
    "helm diff upgrade app ./chart",
    "helm repo add x y",
    "terraform plan -out=plan.out",
    "terraform init",
    "terragrunt run-all plan",
    "pulumi preview",
    "cdk synth",
    "cdk diff",
    "aws s3 sync s3://bucket dist",
    "aws s3 cp file.txt s3://bucket/file.txt",
    "aws ecs describe-services",
    "aws sts get-caller-identity",
    "gcloud run services list",
    "gcloud auth login",
    "gcloud builds submit",
    "az login",
    "az webapp list",
    "flyctl status",
    "vercel pull --yes",
    "vercel build --prod",
    "netlify build",
    "wrangler dev",
    "ansible-playbook --syntax-check site.yml",
    "docker compose up -d",
    "docker-compose up -d",
    "docker compose -f compose.prod.yml up -d",
    "docker run app",
    "ssh deploy@host uptime",
    "ssh-keyscan host",
    "scp deploy@host:/backup.sql .",
    "rsync -a src/ dst/",
    "git push origin main",
    "npm run build",
    "npm run deploy:test",
    "npm run test:deploy",
    "pnpm deploy --prod out",
    "make docs",
    "./scripts/test-deploy.sh",
    "echo kubectl apply",
    "",
  ])("%s is none", (line) => expect(deploymentOf(...split(line))).toBeUndefined());

  it.each([
    "kubectl apply --dry-run=client -f k8s/",
    "kubectl apply -f k8s/ --dry-run=server",
    "helm upgrade app ./chart --dry-run",
    "aws s3 sync dist s3://bucket --dryrun",
    "ansible-playbook site.yml --check",
    "wrangler deploy --dry-run",
    "aws cloudformation deploy --no-execute-changeset",
  ])("%s changes nothing", (line) => expect(deploymentOf(...split(line))?.isDryRun).toBe(true));

  it("is no dry run where that is turned off", () =>
    expect(deploymentOf("kubectl", ["apply", "--dry-run=none", "-f", "x"])?.isDryRun).toBe(false));

  it("may be a preview", () => {
    expect(deploymentOf("vercel", ["deploy"])?.isPreview).toBe(true);
    expect(deploymentOf("vercel", ["deploy", "--prod"])?.isPreview).toBe(false);
    expect(deploymentOf("netlify", ["deploy"])?.isPreview).toBe(true);
    expect(deploymentOf("kubectl", ["apply", "-f", "x"])?.isPreview).toBe(false);
  });

  it("waits where it is told to", () => {
    const waits = (line: string) => deploymentOf(...split(line))?.waits;
    expect(waits("helm upgrade app ./chart")).toBe(false);
    for (const flag of ["--wait", "--atomic", "--rollback-on-failure"]) expect(waits(`helm upgrade app ./chart ${flag}`)).toBe(true);
    expect(waits("kubectl apply -f x")).toBe(false);
    expect(waits("aws ecs update-service --service s")).toBe(false);
    expect(waits("terraform apply")).toBe(true);
  });
});

describe("publications", () => {
  it.each([
    ["npm publish --provenance", "npm"],
    ["yarn npm publish", "npm"],
    ["pnpm -r publish", "npm"],
    ["npx semantic-release", "npm"],
    ["twine upload dist/*", "PyPI"],
    ["python -m twine upload dist/*", "PyPI"],
    ["uv publish", "PyPI"],
    ["poetry publish", "PyPI"],
    ["cargo publish", "crates.io"],
    ["gem push app.gem", "RubyGems"],
    ["mvn -B deploy", "a Maven repository"],
    ["./gradlew publish", "a Maven repository"],
    ["dotnet nuget push app.nupkg", "NuGet"],
    ["docker push ghcr.io/a/b:1", "a container registry"],
    ["docker buildx build --push -t x .", "a container registry"],
    ["docker compose push", "a container registry"],
    ["helm push app.tgz oci://ghcr.io/a", "a Helm repository"],
    ["gh release create v1", "GitHub Releases"],
    ["goreleaser release --clean", "GitHub Releases"],
    ["npx vsce publish", "a VS Code marketplace"],
  ])("%s goes to %s", (line, registry) => {
    expect(publicationOf(...split(line))?.registry).toBe(registry);
    expect(isPublish(...split(line))).toBe(true);
  });

  it.each([
    "npm publish --dry-run",
    "cargo publish --dry-run",
    "goreleaser release --snapshot",
    "npm ci",
    "npm pack",
    "twine check dist/*",
    "docker build -t x .",
    "docker buildx build --load .",
    "gh release view v1",
    "./gradlew publishToMavenLocal",
    "mvn verify",
    "git push --tags",
    "pip install twine",
  ])("%s publishes nothing", (line) => expect(isPublish(...split(line))).toBe(false));
});

describe("what stands around a deployment", () => {
  it("tells rollbacks", () => {
    for (const line of ["kubectl rollout undo deployment/app", "helm rollback app", "kamal rollback v1", "make rollback"])
      expect(isRollback(...split(line))).toBe(true);
    for (const line of ["kubectl rollout restart deployment/app", "helm upgrade app .", "git revert HEAD"])
      expect(isRollback(...split(line))).toBe(false);
  });

  it("tells what waits for a rollout", () => {
    for (const line of [
      "kubectl -n prod rollout status deployment/app",
      "kubectl wait --for=condition=available deployment/app",
      "aws ecs wait services-stable",
    ])
      expect(isRolloutCheck(...split(line))).toBe(true);
    for (const line of ["kubectl get pods", "aws ecs describe-services", "sleep 60"]) expect(isRolloutCheck(...split(line))).toBe(false);
  });

  it("tells clusters that tests bring with them", () => {
    for (const line of ["kind create cluster", "minikube start", "k3d cluster create test", "make kind-up"])
      expect(startsLocalCluster(...split(line))).toBe(true);
    for (const line of ["kind load docker-image x", "kubectl create namespace x", "make mankind"])
      expect(startsLocalCluster(...split(line))).toBe(false);
  });

  it("tells migrations", () => {
    for (const line of [
      "npx prisma migrate deploy",
      "alembic upgrade head",
      "python manage.py migrate",
      "bin/rails db:migrate",
      "npm run migrate",
      "flyway migrate",
    ])
      expect(isMigration(...split(line))).toBe(true);
    for (const line of ["npx prisma generate", "python manage.py test", "npm run migration:create", "alembic revision"])
      expect(isMigration(...split(line))).toBe(false);
  });
});
