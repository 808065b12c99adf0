import { REGION } from './intrinsics.ts';
import type { FunctionSpec } from './resources/functions.ts';

/** Addresses of the local AWS services that functions call. */
export interface ServiceEndpoints {
  dynamodb: string;
  secrets: string;
}

/** The variables of every Lambda environment besides the template's; none of this machine's own. */
export function lambdaVariables(
  spec: FunctionSpec,
  {
    taskRoot,
    accessKeyId,
    endpoints,
  }: { taskRoot: string; accessKeyId: string; endpoints: ServiceEndpoints },
): Record<string, string> {
  return {
    _HANDLER: spec.handler,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${spec.runtimeMajor}.x`,
    AWS_LAMBDA_FUNCTION_NAME: spec.physicalName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.physicalName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/${accessKeyId}`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secrets,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
