import { describe, expect, it } from 'vitest'
import { htmLawed } from '../../mocks/content/htmlawed.js'

describe('HTML is cleaned as htmLawed does it', () => {
  it.each([
    ['<p>a<p>b', '<p>a</p><p>b</p>'],
    ['<ul><li>a<li>b</ul>', '<ul><li>a</li><li>b</li></ul>'],
    ['<b><i>x</b></i>', '<b><i>x</i></b>'],
    ['<p><div>x</div></p>', '<p></p><div>x</div>'],
    ['<ul>x</ul><li>y</li>', '<ul></ul>y'],
    ['<a href="x"><a href="y">z</a></a>', '<a href="x"></a><a href="y">z</a>'],
    ['<blockquote>a</blockquote>', '<blockquote><div>a</div></blockquote>'],
    ['<form><input name=a></form>', '<form action="action"><div><input name="a" /></div></form>'],
    ['<img>', '<img src="src" alt="image" />'],
    ['<input disabled>', '<input disabled="disabled" />'],
    ['<p foo=1 onclick=x style="a" class=c>x</p>', '<p class="c">x</p>'],
    ['<p title="a<b">x</p>', '<p title="a&lt;b">x</p>'],
    ['<a name="x">y</a>', '<a name="x" id="x">y</a>'],
    ['<i id=a>x</i><i id=a>y</i>', '<i id="a">x</i><i>y</i>'],
    ['<a href="?a=1&b=2">x</a>', '<a href="?a=1&amp;b=2">x</a>'],
    ['<a href="javascript:x">y</a>', '<a href="denied:javascript:x">y</a>'],
    ['<center>x</center>', '<div style="text-align: center;">x</div>'],
    ['<font color=red>x</font>', '<span style="color: red;">x</span>'],
    ['&#0; &#065; &#X4A; & &amp;', '&amp;#0; &#65; &#x4a; &amp; &amp;'],
    ['a<!-- c -->b<script>x</script>', 'abx'],
    ['<!DOCTYPE html><p', '&lt;!DOCTYPE html&gt;&lt;p'],
  ])('%s', (source, cleaned) => {
    expect(htmLawed(source)).toBe(cleaned)
  })

  it('an image, a link and a stray end tag in deep HTML', () => {
    const [start, end] = ['<div>'.repeat(2000), '</div>'.repeat(2000)]
    const source = `<form>${start}<img src="x" alt="" /><a href="y">z</b></a>${end}</form>`
    const cleaned = source.replace('<form>', '<form action="action">').replace('</b>', '')
    expect(htmLawed(source)).toBe(cleaned)
  })
})
