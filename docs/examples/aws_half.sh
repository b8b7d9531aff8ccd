#!/usr/bin/env bash
# The AWS half by the AWS CLI: SAML provider, role, policy, Connect user; then the user whose keys Entra's
# gallery application needs. Start it with the sandbox's variables:  aws_half.sh METADATA_FILE
# It makes everything new: what is there already ends it with AWS's own text.
set -euo pipefail

metadata=$1
name=ConnectByCli
: "${AWS_ENDPOINT_URL:?Set the variables that manage.py sandbox prints: without them this is your real account.}"
# Nothing of this machine's own AWS settings.
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER="" AWS_DEFAULT_OUTPUT=text
unset AWS_PROFILE AWS_CA_BUNDLE AWS_SESSION_TOKEN

# Repeat a call for two minutes while AWS does not yet know what was just made.
errors=$(mktemp)
trap 'rm -f "$errors"' EXIT
again_while() {
  local code=$1 deadline=$((SECONDS + 120))
  shift
  until "$@" 2>"$errors"; do
    if ! grep -q "($code)" "$errors" || ((SECONDS > deadline)); then cat "$errors" >&2; return 1; fi
    sleep 1
  done
}

saml="InstanceSummaryList[?IdentityManagementType=='SAML' && InstanceStatus=='ACTIVE'] | [0].Id"
instance=$(aws connect list-instances --query "$saml")
instance_arn=$(aws connect describe-instance --instance-id "$instance" --query Instance.Arn)
echo "instance: $instance_arn"

provider=$(aws iam create-saml-provider --name "$name" --saml-metadata-document "file://$metadata" \
  --query SAMLProviderArn)
echo "provider: $provider"

# A fresh provider is an "Invalid principal in policy" until all of IAM knows it.
role=$(again_while MalformedPolicyDocument aws iam create-role --role-name "$name" --query Role.Arn \
  --max-session-duration 43200 --tags Key=made-by,Value=aws-cli --assume-role-policy-document '{
    "Version": "2012-10-17",
    "Statement": [{
      "Effect": "Allow",
      "Principal": {"Federated": "'"$provider"'"},
      "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
      "Condition": {"StringEquals": {"SAML:aud": "https://'"$AWS_REGION"'.signin.aws.amazon.com/saml"}}
    }]}')
echo "role: $role"

again_while NoSuchEntity aws iam put-role-policy --role-name "$name" --policy-name Connect --policy-document '{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "connect:GetFederationToken",
    "Resource": "'"$instance_arn"'/user/${aws:userid}"
  }]}'

agent=$(aws connect list-security-profiles --instance-id "$instance" \
  --query "SecurityProfileSummaryList[?Name=='Agent'] | [0].Id")
routing=$(aws connect list-routing-profiles --instance-id "$instance" --query "RoutingProfileSummaryList[0].Id")
user=$(aws connect create-user --instance-id "$instance" --username "bob.builder@contoso.example" \
  --identity-info FirstName=Bob,LastName=Builder --phone-config PhoneType=SOFT_PHONE \
  --security-profile-ids "$agent" --routing-profile-id "$routing" --query UserArn)
echo "user: $user"

# For the gallery application: a user that may do nothing but list roles, with an access key.
aws iam create-user --user-name "$name-roles" --tags Key=made-by,Value=aws-cli >/dev/null
again_while NoSuchEntity aws iam put-user-policy --user-name "$name-roles" --policy-name ListRoles \
  --policy-document '{
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "iam:ListRoles", "Resource": "*"}]}'
read -r key secret < <(again_while NoSuchEntity aws iam create-access-key --user-name "$name-roles" \
  --query "AccessKey.[AccessKeyId, SecretAccessKey]")
echo "key: $key"
as_reader() { env AWS_ACCESS_KEY_ID="$key" AWS_SECRET_ACCESS_KEY="$secret" "$@"; }
arn=$(again_while InvalidClientTokenId as_reader aws sts get-caller-identity --query Arn)
echo "belongs to: $arn"
# One page after the other, as the gallery application reads them.
echo "roles it sees: $(again_while AccessDenied as_reader aws iam list-roles --page-size 1 --query 'Roles[].RoleName' | xargs)"
