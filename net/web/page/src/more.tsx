import { useEffect, useRef } from 'preact/hooks'

/** The end of a list: calls for more when it comes into view. */
export function More({ load, have }: { load: () => void; have: number }) {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const o = new IntersectionObserver((e) => { if (e.some((x) => x.isIntersecting)) load() }, { rootMargin: '400px' })
    o.observe(ref.current!)
    return () => o.disconnect()
  }, [have])
  return <div ref={ref} class="more"><button class="link" onClick={load}>Show more</button></div>
}
