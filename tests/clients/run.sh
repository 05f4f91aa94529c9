#!/usr/bin/env bash
# Drives the real command-line agents through the bridge in its demo mode and compares what was recorded with what
# was really said. Needs node, npm, git and the .NET SDK; no key and, once the agents are installed, no network.
#
#   tests/clients/run.sh [case…]      cases: claude claude-newer claude-mcp codex codex-scripted codex-builtin
#                                         opencode-anthropic opencode-openai opencode-chat
#                                         copilot-anthropic copilot-responses copilot-chat
#                                     claude, codex, opencode-* with -cut-between or -cut-inside: the first answer
#                                         dies inside its tool call, between two events or inside one
#                                     all but the codex variants with -told-disabled, -told-keyless or -told-refused: the
#                                         provider is switched off, has no key, or its upstream refuses the key; the
#                                         agent is to show it to the person at once
#
# CLIENTS_DIR   where the agents are installed (default artifacts/clients)
# BRIDGE_URL, BRIDGE_TOKEN, ADMIN_TOKEN   use a bridge in demo mode that already runs instead of starting one; for the told
#               cases it needs Network:AllowPrivateNetwork
# HTTPS=1       over TLS, with a certificate made for the run (needs openssl); agents that can speak HTTP/2 then do
# KEEP=1        leave the scratch folder (homes, output of agents and bridge) and say where it is
set -euo pipefail

repo=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
clients=${CLIENTS_DIR:-$repo/artifacts/clients}
scratch=$(mktemp -d)
prompt='Run the demo command, please.'
all=(claude claude-newer claude-mcp codex codex-scripted codex-builtin opencode-anthropic opencode-openai opencode-chat copilot-anthropic copilot-responses copilot-chat)
for name in claude codex opencode-anthropic opencode-openai opencode-chat; do all+=("$name-cut-between" "$name-cut-inside"); done
for name in claude claude-newer codex opencode-anthropic opencode-openai opencode-chat copilot-anthropic copilot-responses copilot-chat; do
    all+=("$name-told-disabled" "$name-told-keyless" "$name-told-refused")
done
# What the simulated provider is told of the case that runs (src/AiBridge/Demo/DemoFaults.cs); empty when it is not to fail.
fault=
# Where the agent of the case that runs is sent, and the names of its providers there.
base= anthropic= openai=
bridge_pid=
fronts=()
trust=()

finish() {
    for pid in "${fronts[@]}"; do kill "$pid" 2>/dev/null || true; done
    if [[ -n $bridge_pid ]]; then
        kill "$bridge_pid" 2>/dev/null || true
        wait "$bridge_pid" 2>/dev/null || true
    fi
    if [[ ${KEEP:-} ]]; then echo "scratch folder: $scratch"; else rm -rf "$scratch"; fi
}
trap finish EXIT

# The versions whose traffic the fixtures hold. Install scripts are run by name, because npm may be told to skip them.
install_agents() {
    local name
    for name in .bin/claude claude-newer/bin/claude.exe .bin/codex .bin/opencode .bin/copilot; do
        [[ -e $clients/node_modules/$name ]] || break
    done
    [[ -e $clients/node_modules/$name ]] && return
    mkdir -p "$clients"
    npm install --prefix "$clients" --no-audit --no-fund \
        @anthropic-ai/claude-code@2.1.197 claude-newer@npm:@anthropic-ai/claude-code@2.1.332 \
        @openai/codex@0.169.0 opencode-ai@1.18.33 @github/copilot@1.0.102
    (cd "$clients/node_modules" && node @anthropic-ai/claude-code/install.cjs && node claude-newer/install.cjs && node opencode-ai/postinstall.mjs)
}

# An authority and a certificate of it for 127.0.0.1: no agent accepts one that is its own authority.
make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj '/CN=authority' \
        -keyout "$scratch/authority.key" -out "$scratch/authority.pem" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=bridge' -keyout "$scratch/bridge.key" -out "$scratch/bridge.csr" 2>/dev/null
    openssl x509 -req -in "$scratch/bridge.csr" -CA "$scratch/authority.pem" -CAkey "$scratch/authority.key" -CAcreateserial -days 1 \
        -extfile <(echo 'subjectAltName=IP:127.0.0.1') -out "$scratch/bridge.pem" 2>/dev/null
    trust=(NODE_EXTRA_CA_CERTS="$scratch/authority.pem" SSL_CERT_FILE="$scratch/authority.pem")
    export NODE_EXTRA_CA_CERTS=$scratch/authority.pem
}

# Sets BRIDGE_URL, BRIDGE_TOKEN and ADMIN_TOKEN.
start_bridge() {
    local port log=$scratch/bridge.log scheme=http certificate=()
    if [[ ${HTTPS:-} ]]; then
        make_certificate
        scheme=https certificate=(--Tls:Certificate "$scratch/bridge.pem" --Tls:Key "$scratch/bridge.key")
    fi
    port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    BRIDGE_URL=$scheme://127.0.0.1:$port
    # Given by us, so that the only token the bridge makes up and prints is the project's.
    ADMIN_TOKEN=aib_$(node -e 'console.log(require("crypto").randomBytes(32).toString("base64url"))')
    dotnet build "$repo/src/AiBridge" -v quiet -nologo
    (
        cd "$repo"
        # On the command line, because the demo's own data directory beats one from the environment.
        export AIBRIDGE_ADMIN_TOKEN=$ADMIN_TOKEN
        exec dotnet run --no-build --project src/AiBridge -- --demo --Listen "$BRIDGE_URL" --DataDirectory "$scratch/data" \
            --Network:AllowPrivateNetwork true "${certificate[@]}"
    ) >"$log" 2>&1 &
    bridge_pid=$!
    for _ in $(seq 150); do
        kill -0 "$bridge_pid" 2>/dev/null || break
        if node -e "fetch('$BRIDGE_URL/health/ready').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"; then
            BRIDGE_TOKEN=$(grep -oE 'aib_[A-Za-z0-9_-]{43}' "$log" | grep -vxF -e "$ADMIN_TOKEN" | head -n 1 || true)
            [[ $BRIDGE_TOKEN ]] && return
        fi
        sleep 0.2
    done
    echo "the bridge did not become ready or printed no project token:" >&2
    sed -E 's/aib_[A-Za-z0-9_-]{43}/aib_…/g' "$log" >&2
    exit 1
}

# Starts front.mjs and sets front_url.
start_front() {
    local port=$scratch/front.port
    rm -f "$port"
    node "$repo/tests/clients/front.mjs" "$port" "$@" &
    fronts+=($!)
    until [[ -s $port ]]; do sleep 0.05; done
    front_url=http://127.0.0.1:$(cat "$port")
}

# The providers of the told cases; what is refused needs an upstream that refuses.
make_told_providers() {
    start_front /dev/null
    node - "$BRIDGE_URL" "$ADMIN_TOKEN" "$front_url" <<'JS'
const [bridge, token, refusing] = process.argv.slice(2);
for (const type of ['anthropic', 'openai']) {
  const baseUrl = refusing + (type === 'openai' ? '/v1' : '');
  for (const [word, more] of Object.entries({ disabled: { enabled: false, apiKeys: [{ value: 'sk-of-no-value-1' }] }, keyless: {}, refused: { apiKeys: [{ value: 'sk-of-no-value-2' }] } })) {
    const response = await fetch(`${bridge}/api/v1/providers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: `${word}-${type}`, type, baseUrl, ...more }),
    });
    if (!response.ok && response.status !== 409) throw new Error(`${word}-${type}: ${response.status} ${await response.text()}`);
  }
}
JS
}

# Each line behind the milliseconds at which the person saw it.
stamped() {
    local line
    while IFS= read -r line || [[ $line ]]; do printf '%s\t%s\n' "$((${EPOCHREALTIME/[.,]/} / 1000))" "$line"; done
}

# Runs an agent in a home and a repository of its own, with nothing of the caller's environment but the path.
agent() {
    local home=$1
    shift
    (
        cd "$home/work"
        env -i PATH="$PATH" HOME="$home" TERM=dumb LANG=C.UTF-8 \
            XDG_CONFIG_HOME="$home/.config" XDG_DATA_HOME="$home/.local/share" \
            XDG_CACHE_HOME="$home/.cache" XDG_STATE_HOME="$home/.local/state" \
            timeout 120 env "${trust[@]}" "$@" </dev/null
    )
}

# The fault as an entry of a TOML table or JSON object.
assigned() {
    if [[ $fault ]]; then echo "\"X-Demo-Fault\" $1 \"$fault\""; fi
}

# CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC, DISABLE_AUTOUPDATER: no telemetry, no updates. --allowedTools: the Bash tool
# without asking; skipping all permissions is refused for root. --session-id: so that the recorded one can be compared.
# Behind the home and the binary: what is asked, what it may run, further arguments.
run_claude() {
    local session
    session=$(node -e 'console.log(require("crypto").randomUUID())')
    echo "session id: $session"
    agent "$1" ANTHROPIC_BASE_URL="$base/$anthropic" ANTHROPIC_AUTH_TOKEN="$BRIDGE_TOKEN" \
        ANTHROPIC_CUSTOM_HEADERS="${fault:+X-Demo-Fault: $fault}" CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1 \
        "$clients/node_modules/$2" -p "${3:-$prompt}" --allowedTools "${4:-Bash}" --session-id "$session" --debug-file "$1/claude.log" "${@:5}"
}

# The bridge itself is the MCP server.
run_claude_mcp() {
    cat >"$1/mcp.json" <<JSON
{ "mcpServers": { "aibridge": { "type": "http", "url": "$BRIDGE_URL/mcp", "headers": { "Authorization": "Bearer ${ADMIN_TOKEN:-$BRIDGE_TOKEN}" } } } }
JSON
    run_claude "$1" .bin/claude 'Use the tool list-providers, please.' mcp__aibridge__list-providers --strict-mcp-config --mcp-config "$1/mcp.json"
}

# The usual set-up is a provider of one's own. codex-scripted: the newest models get no plain tools but one that runs
# scripts. codex-builtin: OpenAI's own entry at another address tries a WebSocket first and must be refused with 426; its
# key comes from a login file. The sandbox is off because it needs kernel
# features that containers lack; the command it runs is an echo. Codex prints its session id by itself.
run_codex() {
    mkdir -p "$1/.codex"
    cat >"$1/.codex/config.toml" <<TOML
model = "$2"
model_provider = "bridge"
check_for_update_on_startup = false

[model_providers.bridge]
name = "bridge"
base_url = "$base/$openai/v1"
env_key = "BRIDGE_TOKEN"
wire_api = "responses"
http_headers = { $(assigned =) }
TOML
    codex_exec "$1"
}

run_codex_builtin() {
    mkdir -p "$1/.codex"
    cat >"$1/.codex/config.toml" <<TOML
model = "gpt-5.5"
openai_base_url = "$BRIDGE_URL/openai/v1"
check_for_update_on_startup = false
TOML
    printf '{"OPENAI_API_KEY":"%s"}' "$BRIDGE_TOKEN" >"$1/.codex/auth.json"
    codex_exec "$1"
}

codex_exec() {
    agent "$1" BRIDGE_TOKEN="$BRIDGE_TOKEN" "$clients/node_modules/.bin/codex" exec --sandbox danger-full-access "$prompt"
}

# OPENCODE_DISABLE_MODELS_FETCH: the model list would come from the network, so the model is named in the configuration;
# _AUTOUPDATE, _LSP_DOWNLOAD: nothing else is fetched. --format json: events that carry the session id.
run_opencode() {
    local provider=$2 model=$3 npm=$4 prefix=$5 format=(--format json)
    # What the person sees is the other format.
    if [[ $6 ]]; then format=(); fi
    cat >"$1/work/opencode.json" <<JSON
{ "autoupdate": false, "share": "disabled", "permission": { "bash": "allow" },
  "provider": { "$provider": { "npm": "$npm", "name": "$provider", "models": { "$model": { "name": "$model" } },
    "options": { "baseURL": "$base/$prefix/v1", "apiKey": "$BRIDGE_TOKEN", "headers": { $(assigned :) } } } } }
JSON
    agent "$1" OPENCODE_DISABLE_AUTOUPDATE=1 OPENCODE_DISABLE_LSP_DOWNLOAD=1 OPENCODE_DISABLE_MODELS_FETCH=1 \
        "$clients/node_modules/.bin/opencode" run "${format[@]}" -m "$provider/$model" "$prompt"
}

# COPILOT_OFFLINE: no sign-in, no telemetry, no updates.
run_copilot() {
    local session
    session=$(node -e 'console.log(require("crypto").randomUUID())')
    echo "session id: $session"
    agent "$1" COPILOT_OFFLINE=true COPILOT_PROVIDER_TYPE="$2" COPILOT_PROVIDER_BASE_URL="$3" COPILOT_PROVIDER_WIRE_API="$4" COPILOT_MODEL="$5" \
        COPILOT_PROVIDER_API_KEY="$BRIDGE_TOKEN" "$clients/node_modules/.bin/copilot" -p "$prompt" --allow-all-tools --no-color --session-id "$session"
}

run_case() {
    local name=${1%-cut-*} home=$scratch/$1 told=
    fault=
    if [[ $1 != "$name" ]]; then fault=${1##*-cut-}:1:$1-$$; fi
    base=$BRIDGE_URL anthropic=anthropic openai=openai
    if [[ $name == *-told-* ]]; then
        told=${name##*-told-} name=${name%-told-*}
        base=$front_url anthropic=$told-anthropic openai=$told-openai
    fi
    mkdir -p "$home/work"
    git -C "$home/work" init --quiet
    case $name in
        claude) run_claude "$home" .bin/claude ;;
        claude-newer) run_claude "$home" claude-newer/bin/claude.exe ;;
        claude-mcp) run_claude_mcp "$home" ;;
        codex) run_codex "$home" gpt-5.5 ;;
        codex-scripted) run_codex "$home" gpt-5.6-sol ;;
        codex-builtin) run_codex_builtin "$home" ;;
        opencode-anthropic) run_opencode "$home" anthropic claude-sonnet-4-5 @ai-sdk/anthropic "$anthropic" "$told" ;;
        opencode-openai) run_opencode "$home" openai gpt-5.5 @ai-sdk/openai "$openai" "$told" ;;
        opencode-chat) run_opencode "$home" local demo-chat @ai-sdk/openai-compatible "$openai" "$told" ;;
        copilot-anthropic) run_copilot "$home" anthropic "$base/$anthropic" completions claude-sonnet-4.5 ;;
        copilot-responses) run_copilot "$home" openai "$base/$openai/v1" responses gpt-5.5 ;;
        copilot-chat) run_copilot "$home" openai "$base/$openai/v1" completions gpt-5-mini ;;
    esac
}

cases=("$@")
[[ ${#cases[@]} -gt 0 ]] || cases=("${all[@]}")
for name in "${cases[@]}"; do
    [[ " ${all[*]} " == *" $name "* ]] || { echo "no such case: $name (there are: ${all[*]})" >&2; exit 64; }
done

install_agents
if [[ -z ${BRIDGE_URL:-} ]]; then start_bridge; fi
if [[ " ${cases[*]} " == *-told-* ]]; then make_told_providers; fi

# One line a case: name, exit code, the agent's own session id, whether it showed the final answer.
: >"$scratch/cases.tsv"
for name in "${cases[@]}"; do
    status=0
    echo "running $name"
    if [[ $name == *-told-* ]]; then
        start_front "$scratch/$name.requests" "$BRIDGE_URL"
        run_case "$name" 2>&1 | stamped >"$scratch/$name.out" || status=$?
        printf '%s\t%s\n' "$name" "$status" >>"$scratch/cases.tsv"
        continue
    fi
    run_case "$name" >"$scratch/$name.out" 2>&1 || status=$?
    session=$(grep -oE '(session id: |"sessionID": ?")[A-Za-z0-9_-]+' "$scratch/$name.out" | head -n 1 | grep -oE '[A-Za-z0-9_-]+$' || true)
    shown=$(grep -c 'The tool answered' "$scratch/$name.out" || true)
    printf '%s\t%s\t%s\t%s\n' "$name" "$status" "$session" "$shown" >>"$scratch/cases.tsv"
    if [[ $status -ne 0 ]]; then tail -n 5 "$scratch/$name.out"; fi
done

PROMPT=$prompt BRIDGE_URL=$BRIDGE_URL ADMIN_TOKEN=${ADMIN_TOKEN:-${BRIDGE_TOKEN:-}} node "$repo/tests/clients/check.mjs" "$scratch/cases.tsv"
