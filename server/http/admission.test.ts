import { expect, it } from 'vitest'
import { Census } from '../access/throttle.ts'
import { Visit } from './admission.ts'

function doors() {
  const [addresses, users] = [new Census(10), new Census(10)]
  const visit = () => new Visit('192.0.2.1', addresses, users)
  return { visit, here: () => [addresses.size, users.size] }
}

it('T13: counts a visit by its address, and by its user once that is known, until it ends', () => {
  const { visit, here } = doors()
  const [one, other] = [visit(), visit()]
  one.identify('ana')
  expect(here()).toEqual([2, 1])
  one.end()
  one.end()
  expect(here()).toEqual([1, 0])
  other.end()
  expect(here()).toEqual([0, 0])
})

it('T13: counts nobody for a socket that was gone before it was known whose it is', () => {
  const { visit, here } = doors()
  const gone = visit()
  gone.end()
  gone.identify('ana')
  expect(here()).toEqual([0, 0])
})
