import type { WallabagError } from '../errors/index.js'
import { platformCode } from '../http/failure.js'
import type { Answer } from '../http/request.js'
import { type Finding, problem, saidBy } from './finding.js'

const proxyPage =
  'Let `/api` and `/oauth` pass the proxy without a login of its own (docs/proxies.md).'

/** What it means that the server could not be asked. */
export function findingOfFailure(error: WallabagError, url: string): Finding {
  const { host } = new URL(url)
  const hint = error.hint ?? 'Try again later.'
  const code = platformCode(error.cause) ?? ''
  if (error.code === 'timeout') {
    return problem(
      'no_answer',
      `${host} does not answer.`,
      'Is it awake, and does a firewall let you in?',
    )
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return problem('host_not_found', `There is no host ${host}.`, 'Check the spelling of `url`.')
  }
  if (/ConnectionRefused|ECONNREFUSED/.test(code)) {
    return problem('connection_refused', `Nothing listens at ${host}.`, hint)
  }
  if (code === 'EPROTO' || code === 'ERR_SSL_WRONG_VERSION_NUMBER') {
    return problem('no_https', `${host} does not speak https there.`, hint)
  }
  if (/CERT|TLS|SSL|UNABLE_TO/.test(code)) {
    return problem('certificate_refused', `The certificate of ${host} was refused (${code}).`, hint)
  }
  return problem('unreachable', `${host} could not be reached: ${saidBy(error)}`, hint)
}

/** What it means that something answers which is no Wallabag; `null` when only its place may be wrong. */
export function findingOfAnswer({ status, headers, text }: Answer, url: string): Finding | null {
  if (status === 0 || (status >= 300 && status < 400)) return findingOfRedirect(headers, url)
  if (status === 401 || status === 407) {
    return problem('proxy_login', 'A proxy before Wallabag asks for a login of its own.', proxyPage)
  }
  if (status === 403) {
    const remedy = 'Look into its rules: does it refuse programs, countries or paths?'
    return problem('proxy_refuses', 'A proxy before Wallabag refuses the call.', remedy)
  }
  if (status === 429) {
    return problem('rate_limited', 'The server asks to be called less often.', 'Wait some minutes.')
  }
  if (status >= 500) {
    const remedy = 'Is Wallabag running behind the proxy? Its log and the proxy’s tell more.'
    return problem('server_down', `The server answers ${status}.`, remedy)
  }
  if (status === 200 && /type=["']?password/i.test(text)) return signOnPage('A login page answers')
  return null
}

/** What it means that there is no Wallabag under the address. */
export function findingOfPlace(url: string, elsewhere: string | null): Finding {
  return elsewhere === null
    ? problem(
        'not_wallabag',
        `No Wallabag answers at ${url}.`,
        'Open the address in a browser: it must be the one where you read your articles.',
      )
    : problem('wrong_path', `Wallabag is not at ${url}.`, `Set \`url\` to “${elsewhere}”.`)
}

function findingOfRedirect(headers: Headers, url: string): Finding {
  const location = headers.get('location')
  if (location === null || !URL.canParse(location, url)) {
    const remedy = 'Open `url` in a browser to see where it leads, and set `url` to that.'
    return problem('moved', 'The server redirects; this platform does not say where.', remedy)
  }
  const [from, to] = [new URL(url), new URL(location, url)]
  if (!/\/api\/info\/?$/.test(to.pathname)) return signOnPage(`The server redirects to ${to.host}`)
  const root = to.origin + to.pathname.replace(/\/api\/info\/?$/, '')
  if (from.protocol === 'http:' && to.protocol === 'https:' && from.hostname === to.hostname) {
    return problem('https_wanted', 'The server wants https.', `Set \`url\` to “${root}”.`)
  }
  return root === url
    ? problem(
        'moved',
        'A rewrite rule adds a slash to addresses.',
        'Take it out of the web server.',
      )
    : problem('moved', `The server redirects to ${root}.`, `Set \`url\` to “${root}”.`)
}

function signOnPage(what: string): Finding {
  return problem('sign_on_page', `${what}: a single sign-on stands before Wallabag.`, proxyPage)
}
