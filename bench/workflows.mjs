// Workflows as people write them, of any length: jobs of some forty lines with what costs time in real ones (expressions, scripts, matrices).

/** A workflow of about so many lines. @param {number} lines */
export function workflowOf(lines) {
  const head = `name: Benchmark
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
env:
  IMAGE: ghcr.io/\${{ github.repository }}
jobs:
`;
  let text = head;
  for (let number = 0; text.split("\n").length < lines; number++) text += number % 4 === 3 ? deployJob(number) : testJob(number);
  return text;
}

/** @param {number} number */
function testJob(number) {
  return `  test-${number}:
    name: Test \${{ matrix.os }} with \${{ matrix.node }} (${number})
    runs-on: \${{ matrix.os }}
    timeout-minutes: 20
    strategy:
      fail-fast: false
      matrix:
        os: [ubuntu-24.04, windows-2025]
        node: [22, 24]
        include:
          - os: macos-15
            node: 24
    env:
      CI_LABEL: \${{ github.event_name == 'pull_request' && github.head_ref || github.ref_name }}
    steps:
      - uses: actions/checkout@v7
        with:
          persist-credentials: false
          fetch-depth: 0
      - uses: actions/setup-node@v7
        with:
          node-version: \${{ matrix.node }}
          cache: npm
      # Locked, so that every run has the same packages.
      - run: npm ci
      - name: Lint and type check
        id: lint
        shell: bash
        run: |
          npm run lint -- --max-warnings 0
          npm run typecheck
          echo "version=$(node -p 'process.version')" >> "$GITHUB_OUTPUT"
      - name: Test
        run: npm test -- --coverage --shard=${number}
        env:
          VERSION: \${{ steps.lint.outputs.version }}
          TOKEN: \${{ secrets.TEST_TOKEN }}
      - uses: actions/upload-artifact@v7
        if: \${{ always() && hashFiles('coverage/**') != '' }}
        with:
          name: coverage-${number}-\${{ matrix.os }}-\${{ matrix.node }}
          path: coverage/
`;
}

/** @param {number} number */
function deployJob(number) {
  return `  deploy-${number}:
    needs: [test-${number - 3}, test-${number - 2}, test-${number - 1}]
    if: github.ref == 'refs/heads/main' && github.event_name != 'pull_request'
    runs-on: ubuntu-24.04
    timeout-minutes: 15
    environment: production-${number}
    concurrency:
      group: deploy-production-${number}
      cancel-in-progress: false
    permissions:
      contents: read
      packages: write
      id-token: write
    steps:
      - uses: actions/checkout@v7
      - uses: docker/setup-buildx-action@v4
      - uses: docker/login-action@v4
        with:
          registry: ghcr.io
          username: \${{ github.actor }}
          password: \${{ secrets.GITHUB_TOKEN }}
      - uses: docker/build-push-action@v7
        with:
          push: true
          tags: |
            \${{ env.IMAGE }}:\${{ github.sha }}
            \${{ env.IMAGE }}:run-\${{ github.run_id }}
          cache-from: type=gha
          cache-to: type=gha,mode=max
      - name: Deploy
        run: |
          kubectl set image deployment/web-${number} web="$IMAGE:$GITHUB_SHA"
          kubectl rollout status deployment/web-${number} --timeout=120s
          curl --fail --retry 5 https://web-${number}.example.com/health
      - if: failure()
        run: kubectl rollout undo deployment/web-${number}
`;
}
