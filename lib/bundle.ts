import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code, type AssetCode } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = join(import.meta.dirname, '..');

/**
 * The code of `functions/<name>`, in one minified file. Nothing is taken from the runtime: the SDK that was tested is
 * the SDK that runs. CommonJS starts faster than ESM on Lambda's Node 24.
 *
 * @param beside puts what else the function needs into its directory
 */
export function bundle(name: string, beside?: (directory: string) => void): AssetCode {
  const folder = join(ROOT, 'functions', name);
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never asked for: the bundle is made in this process, and needs no Docker.
      image: DockerImage.fromRegistry('none'),
      local: {
        tryBundle(outputDirectory) {
          buildSync({
            entryPoints: [join(folder, 'index.ts')],
            outfile: join(outputDirectory, 'index.js'),
            absWorkingDir: ROOT,
            bundle: true,
            minify: true,
            ...debugging(outputDirectory),
            platform: 'node',
            target: 'node24',
            format: 'cjs',
            mainFields: ['module', 'main'],
            alias: {
              '@aws-sdk/credential-provider-node': join(ROOT, 'edge', 'aws', 'environment-credentials.ts'),
            },
            logLevel: 'warning',
          });
          beside?.(outputDirectory);
          return true;
        },
      },
    },
  });
}

/** For a debugger, which `npm start` lets attach (INSPECT): sources by their real paths, wherever the bundle is moved. */
function debugging(outputDirectory: string): { sourcemap?: 'inline'; sourceRoot?: string; minify?: boolean } {
  if (process.env['FRONTDESK_SOURCE_MAPS'] !== 'inline') return {};
  return { minify: false, sourcemap: 'inline', sourceRoot: `${pathToFileURL(outputDirectory).href}/` };
}
