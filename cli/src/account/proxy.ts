const variables = ['HTTPS_PROXY', 'HTTP_PROXY', 'https_proxy', 'http_proxy']

/** Sends requests by the proxy that the usual variables name, as other programs do; `NO_PROXY` is heeded. */
export async function useProxy(): Promise<void> {
  if (!variables.some((name) => process.env[name])) return
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
  setGlobalDispatcher(new EnvHttpProxyAgent())
}
