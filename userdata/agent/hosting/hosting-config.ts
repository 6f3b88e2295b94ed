/**
 * Settings of the agent in a container that a platform hosts: no region, no API, no credentials, and a
 * server that the platform calls over a network of its own.
 */
import * as z from 'zod';
import { SAGEMAKER_LIMITS } from '../../../core/base/sagemaker-limits.ts';
import { AgentConfigError, readAgentConfig, type AgentConfig } from '../agent-config.ts';

const ALL_ADDRESSES = '0.0.0.0';
const DEFAULT_PORT = 8080;

/** One is transcribed; another may come before the end of one that SageMaker gave up is noticed. */
const PLACES = 2;

/** Placeholders for settings that this mode does not use. */
const UNUSED = { AWS_REGION: 'none', SPOTSCRIBE_API_URL: 'https://none.invalid' };

const Port = z.coerce.number().int().min(1).max(65_535).optional();

/**
 * Listens on port 8080 of all addresses, unless SPOTSCRIBE_LISTEN names another place. A port that
 * SageMaker names (SAGEMAKER_BIND_TO_PORT) is taken in any case.
 * @throws AgentConfigError naming every malformed setting
 */
export function hostingConfig(
  environment: Record<string, string | undefined> = process.env,
): AgentConfig {
  const config = readAgentConfig({ ...UNUSED, ...environment });
  const { host, port, maxAudioBytes } = config.server;
  const isPlaced = environment['SPOTSCRIBE_LISTEN'] !== undefined;
  const given = Port.safeParse(environment['SAGEMAKER_BIND_TO_PORT']);
  if (!given.success) throw new AgentConfigError(['SAGEMAKER_BIND_TO_PORT is malformed']);
  return {
    ...config,
    server: {
      host: isPlaced ? host : ALL_ADDRESSES,
      port: given.data ?? (isPlaced ? port : DEFAULT_PORT),
      key: undefined,
      places: PLACES,
      maxAudioBytes: Math.min(SAGEMAKER_LIMITS.audioBytes, maxAudioBytes),
      anyHost: true,
    },
  };
}
