#!/bin/bash
# User data of the launch template: runs once, as root, when the instance starts. It checks the
# image, hands the stack's values over and starts the agent's service, which ends the machine when
# the work is done. Until then this script does: whatever goes wrong in it, the machine powers off, and
# powering off terminates it.
#
# CloudFormation's Fn::Sub fills in the names in dollar-and-braces, so no bash variable here may
# wear braces. SPOTSCRIBE_ROOT is the directory that stands for "/"; on AWS it is not set.
# shellcheck disable=SC2001,SC2016,SC2154 # names in braces are Fn::Sub's, also in single quotes
set -euo pipefail

said=
say() {
  local line
  line=$(printf '{"at":"%s","level":"%s","source":"boot","message":"%s"}' "$(date -u +%FT%TZ)" "$1" "$2")
  printf '%s\n' "$line"
  said="$said,{\"timestamp\":$(date +%s)000,\"message\":\"$(sed 's/"/\\"/g' <<<"$line")\"}"
}

# CloudWatch Logs has the agent's lines; without an agent it gets these. By curl: with the role's
# credentials nothing may run that is of a damaged image.
tell() {
  local imds session keys stream
  imds=$(printenv AWS_EC2_METADATA_SERVICE_ENDPOINT || echo http://169.254.169.254)/latest
  session=$(curl -fsS -m 2 -X PUT -H 'x-aws-ec2-metadata-token-ttl-seconds: 60' "$imds/api/token") || return
  metadata() { curl -fsS -m 2 -H "x-aws-ec2-metadata-token: $session" "$imds/meta-data/$1"; }
  keys=$(metadata "iam/security-credentials/$(metadata iam/security-credentials/)") || return
  key() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" <<<"$keys"; }
  stream="\"logGroupName\":\"${LogGroup}\",\"logStreamName\":\"unclaimed/$(metadata instance-id)\""
  post CreateLogStream "{$stream}" && post PutLogEvents "{$stream,\"logEvents\":[$(tail -c +2 <<<"$said")]}"
}

# Keys by standard input: the list of processes shows arguments.
post() {
  curl -fsS -m 5 -o /dev/null -K - --aws-sigv4 'aws:amz:${AWS::Region}:logs' \
    -H 'content-type: application/x-amz-json-1.1' -H "x-amz-target: Logs_20140328.$1" -d "$2" \
    "$(printenv AWS_ENDPOINT_URL || echo 'https://logs.${AWS::Region}.${AWS::URLSuffix}')" <<KEYS
user = "$(key AccessKeyId):$(key SecretAccessKey)"
header = "x-amz-security-token: $(key Token)"
KEYS
}

finish() {
  say info 'Powering off.'
  tell || say warning 'This is on the console alone.'
  shutdown -P now
}
trap finish EXIT

# Dead man's switch: holds even if all that follows hangs.
shutdown -P "+${MaxLifeMinutes}"

root=$(printenv SPOTSCRIBE_ROOT || true)
home=$root/opt/spotscribe
run=$root/run/spotscribe

# A real image has begun with it when it had its disk, and does nothing here. It is only for speed.
systemctl start --no-block spotscribe-prefetch.service || say warning 'Nothing is read ahead.'

# The marker is written last by ami/provision.sh and holds the checksums of all that runs as root.
if ! (cd "$home" && sha256sum --check --status .setup_complete); then
  say error 'The machine image is incomplete or damaged; this attempt ends here. Build the image again.'
  exit 1
fi

mkdir -p "$run"
# Single quotes: an address may hold a dollar, as API Gateway's $default.
printf '%s\n' 'AWS_REGION=${AWS::Region}' 'SPOTSCRIBE_API_URL=${ApiUrl}' \
  'SPOTSCRIBE_LOG_GROUP=${LogGroup}' >"$run/agent.env"

# The engine decodes files of strangers: its user gets no network, so neither the credentials that
# the instance metadata service hands out. Only a real image has that user.
if uid=$(id -u spotscribe-engine 2>/dev/null); then
  gid=$(id -g spotscribe-engine)
  nft 'add table inet spotscribe'
  nft 'add chain inet spotscribe out { type filter hook output priority 0 ; }'
  nft "add rule inet spotscribe out meta skuid $uid drop"
  printf '%s\n' "SPOTSCRIBE_ENGINE_USER=$uid:$gid" >>"$run/agent.env"
fi

systemctl start spotscribe-agent.service
trap - EXIT
