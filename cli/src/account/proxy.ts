import { CliError, exit } from '../exit.js'

const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy']

/** The variables that name a proxy, where one does. */
export function proxyVariables(): string[] {
  return variables.filter((name) => process.env[name])
}

/** Sends requests by the proxy that the usual variables name, as other programs do; `NO_PROXY` is heeded. */
export async function useProxy(): Promise<void> {
  const named = proxyVariables()
  if (named.length === 0) return
  for (const name of named) {
    // A proxy's address may hold a password, and is not shown.
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
