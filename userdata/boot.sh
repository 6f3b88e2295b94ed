#!/bin/bash
# User data of the launch templates: runs once, as root, when the instance starts. It checks the
# image, writes the stack's values for the agent and starts the agent's service (Unit), which powers
# off when the work is done. If this script fails, it powers off, which terminates the instance.
#
# CloudFormation's Fn::Sub replaces names in dollar-and-braces, so bash variables here have no
# braces. SPOTSCRIBE_ROOT is a directory used in place of "/"; it is not set on AWS.
# shellcheck disable=SC2001,SC2016,SC2154 # names in braces are Fn::Sub's, also in single quotes
set -euo pipefail

said=
say() {
  local line
  line=$(printf '{"at":"%s","level":"%s","source":"boot","message":"%s"}' "$(date -u +%FT%TZ)" "$1" "$2")
  printf '%s\n' "$line"
  said="$said,{\"timestamp\":$(date +%s)000,\"message\":\"$(sed 's/"/\\"/g' <<<"$line")\"}"
}

# Sends this script's lines to CloudWatch Logs. By curl: a damaged image's programs get no keys.
send_lines() {
  local imds session keys token id stream
  imds=$(printenv AWS_EC2_METADATA_SERVICE_ENDPOINT || echo http://169.254.169.254)/latest
  session=$(curl -fsS -m 2 -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/api/token") || return
  metadata() { curl -fsS -m 2 -H "x-aws-ec2-metadata-token: $session" "$imds/meta-data/$1"; }
  keys=$(metadata "iam/security-credentials/$(metadata iam/security-credentials/)") || return
  key() { sed -n "s/.*[<\"]$1[>\"][ :\"]*\([^\"<]*\).*/\1/p" <<<"$keys"; }
  token=Token id=$(metadata instance-id)
  # May write this instance's streams only (log-credentials.ts).
  keys=$(post sts -d "Action=AssumeRole&Version=2011-06-15&RoleArn=${LogRole}&RoleSessionName=$id&Tags.member.1.Key=instance&Tags.member.1.Value=$id") || return
  token=SessionToken
  stream="\"logGroupName\":\"${LogGroup}\",\"logStreamName\":\"unclaimed/$id\""
  logs CreateLogStream "{$stream}" && logs PutLogEvents "{$stream,\"logEvents\":[$(tail -c +2 <<<"$said")]}"
}

logs() {
  post logs -o /dev/null -H 'content-type: application/x-amz-json-1.1' -H "x-amz-target: Logs_20140328.$1" -d "$2"
}

# Keys by standard input: arguments are in the process list.
post() {
  local service=$1
  shift
  curl -fsS -m 5 -K - --aws-sigv4 "aws:amz:${AWS::Region}:$service" "$@" \
    "$(printenv AWS_ENDPOINT_URL || echo "https://$service.${AWS::Region}.${AWS::URLSuffix}")" <<KEYS
user = "$(key AccessKeyId):$(key SecretAccessKey)"
header = "x-amz-security-token: $(key "$token")"
KEYS
}

finish() {
  say info 'Powering off.'
  send_lines || say warning 'This is on the console alone.'
  shutdown -P now
}
trap finish EXIT

# Dead man's switch: works even if all below hangs.
shutdown -P "+${MaxLifeMinutes}"

root=$(printenv SPOTSCRIBE_ROOT || true)
home=$root/opt/spotscribe
run=$root/run/spotscribe

# For speed. On a real image systemd has started it already.
systemctl start --no-block spotscribe-prefetch.service || say warning 'Nothing is read ahead.'

# ami/provision.sh writes the marker last: checksums of everything that runs as root.
if ! (cd "$home" && sha256sum --check --status .setup_complete); then
  say error 'The machine image is incomplete or damaged; this attempt ends here. Build the image again.'
  exit 1
fi

mkdir -p "$run"
# Single quotes: a URL may have a dollar sign, as API Gateway's $default.
printf '%s\n' 'AWS_REGION=${AWS::Region}' 'SPOTSCRIBE_API_URL=${ApiUrl}' \
  'SPOTSCRIBE_LOG_GROUP=${LogGroup}' 'SPOTSCRIBE_LOG_ROLE=${LogRole}' \
  'SPOTSCRIBE_ALLOW_CPU=${AllowCpu}' >"$run/agent.env"
unit=${Unit}
if [ "$unit" = spotscribe-pool.service ]; then
  printf '%s\n' 'SPOTSCRIBE_BATCH_QUEUE=${BatchQueue}' 'SPOTSCRIBE_WARM_QUEUE=${WarmQueue}' \
    'SPOTSCRIBE_LIFE_MINUTES=${MaxLifeMinutes}' >>"$run/agent.env"
fi

# The engine decodes untrusted files, and a language model reads what was said in them: their users
# have no network, and so no credentials from the instance metadata service. The language model's
# server only answers those who connect on loopback. Only a real image has the users.
# To add a table or a chain that is there changes nothing.
firewall() {
  nft 'add table inet spotscribe'
  nft 'add chain inet spotscribe out { type filter hook output priority 0 ; }'
}
if uid=$(id -u spotscribe-engine 2>/dev/null); then
  firewall
  nft "add rule inet spotscribe out meta skuid $uid drop"
  printf '%s\n' "SPOTSCRIBE_ENGINE_USER=$uid:$(id -g spotscribe-engine)" >>"$run/agent.env"
fi
if uid=$(id -u spotscribe-analysis 2>/dev/null); then
  firewall
  nft "add rule inet spotscribe out meta skuid $uid oifname lo ct state established,related accept"
  nft "add rule inet spotscribe out meta skuid $uid drop"
  printf '%s\n' "SPOTSCRIBE_ANALYSIS_USER=$uid:$(id -g spotscribe-analysis)" >>"$run/agent.env"
fi

systemctl start "$unit"
trap - EXIT
