import DefaultTheme from 'vitepress/theme'
import Playground from './Playground.vue'

export default {
  extends: DefaultTheme,
  /** @param {{ app: import('vue').App }} site */
  enhanceApp({ app }) {
    app.component('Playground', Playground)
  },
}
