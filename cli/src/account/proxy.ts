import { CliError, exit } from '../exit.js'

const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy']

/** Returns the names of the variables that are set to a proxy. */
export function proxyVariables(): string[] {
  return variables.filter((name) => process.env[name])
}

/**
 * Sends requests through the proxy that the usual environment variables name. `NO_PROXY` is
 * respected.
 */
export async function useProxy(): Promise<void> {
  const named = proxyVariables()
  if (named.length === 0) return
  for (const name of named) {
    // The value is not shown, because the address of a proxy may contain a password.
    if (!isProxy(process.env[name] ?? '')) {
      throw new CliError(`${name} holds no address such as http://proxy.example:8080.`, exit.usage)
    }
  }
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
  setGlobalDispatcher(new EnvHttpProxyAgent())
}

function isProxy(text: string): boolean {
  try {
    return /^(https?|socks5?):$/.test(new URL(text).protocol)
  } catch {
    return false
  }
}
