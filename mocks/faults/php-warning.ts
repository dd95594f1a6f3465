import { concat } from '../export/bytes.js'
import type { Answer } from '../http/message.js'
import { bytesFrom } from '../php/utf8.js'
import { bytesOf } from './delivery.js'
import type { FaultDetails } from './kinds.js'

const MESSAGE = 'Undefined array key "HTTP_ACCEPT_LANGUAGE"'
const FILE = '/var/www/wallabag/vendor/symfony/http-foundation/Request.php'
const LINE = 1684

/** The messages of PHP with `display_errors` on: plain, with `html_errors`, and with Xdebug. */
const FORMS = {
  text: `\nWarning: ${MESSAGE} in ${FILE} on line ${LINE}\n`,
  html: `<br />\n<b>Warning</b>:  ${MESSAGE} in <b>${FILE}</b> on line <b>${LINE}</b><br />\n`,
  xdebug:
    "<br />\n<font size='1'><table class='xdebug-error xe-warning' dir='ltr' border='1' cellspacing='0' cellpadding='1'>\n" +
    "<tr><th align='left' bgcolor='#f57900' colspan=\"5\"><span style='background-color: #cc0000; color: #fce94f; font-size: x-large;'>( ! )</span> " +
    `Warning: ${MESSAGE} in ${FILE} on line <i>${LINE}</i></th></tr>\n` +
    "<tr><th align='left' bgcolor='#e9b96e' colspan='5'>Call Stack</th></tr>\n" +
    "<tr><td bgcolor='#eeeeec' align='center'>1</td><td bgcolor='#eeeeec' align='center'>0.0002</td>" +
    "<td bgcolor='#eeeeec' align='right'>401112</td><td bgcolor='#eeeeec'>{main}(  )</td>" +
    "<td title='/var/www/wallabag/web/app.php' bgcolor='#eeeeec'>.../app.php<b>:</b>0</td></tr>\n" +
    '</table></font>\n',
}

/** Adds a message of PHP to an answer. */
export function withWarning(
  answer: Answer,
  {
    form = 'text',
    at = 'before',
    isBuffered = true,
  }: Extract<FaultDetails, { kind: 'php-warning' }>,
): Answer {
  if (answer.status === 304) return answer
  const [text, own] = [bytesFrom(FORMS[form]), bytesOf(answer)]
  const body = concat(at === 'before' ? [text, own] : [own, text])
  if (isBuffered || at === 'after') return { ...answer, body }
  // "Headers already sent": the status and headers of the application are lost.
  return { status: 200, headers: { 'content-type': 'text/html; charset=UTF-8' }, body }
}
