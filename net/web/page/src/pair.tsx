import { useState } from 'preact/hooks'
import { pair } from './wire'

/** Asks for the PIN. */
export function Pair() {
  const [pin, setPin] = useState('')
  const [why, setWhy] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (e: Event) => {
    e.preventDefault()
    setBusy(true)
    setWhy(await pair(pin))
    setBusy(false)
    setPin('')
  }
  return (
    <form class="pair" onSubmit={send}>
      <img src="/icon.svg" alt="" width="72" height="72" />
      <h1>Pair this device</h1>
      <p>The player shows a PIN of six digits on its terminal and in its log.</p>
      <input name="pin" aria-label="PIN" inputMode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxLength={6} required autofocus
        placeholder="••••••" value={pin} onInput={(e) => setPin(e.currentTarget.value.replace(/\D/g, ''))} />
      <button class="primary" disabled={busy || pin.length !== 6}>Pair</button>
      <p class="fault" role="alert">{why}</p>
    </form>
  )
}
