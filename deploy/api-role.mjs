/**
 * Plugin of osls: API Gateway calls the functions by a role of its own (ApiRole in deploy/api.yml)
 * instead of a permission at each function. A stack may have 500 resources, and each function of the API
 * is five of them without that one.
 */
export default class ApiRole {
  constructor({ service }) {
    this.hooks = {
      'before:package:finalize': () =>
        useRole(service.provider.compiledCloudFormationTemplate.Resources),
    };
  }
}

function useRole(resources) {
  for (const [name, { Type, Properties }] of Object.entries(resources)) {
    if (Type === 'AWS::ApiGatewayV2::Integration') {
      Properties.CredentialsArn = { 'Fn::GetAtt': ['ApiRole', 'Arn'] };
    }
    if (name.endsWith('LambdaPermissionHttpApi')) delete resources[name];
  }
}
