import { expect, test } from 'vitest'
import { loadReport, reportNames } from './index.ts'

test.each(reportNames)('%s loads and bears its own name', async (name) => {
  const report = await loadReport(name)
  expect(report.name).toBe(name)
  expect(report.summary).not.toBe('')
})

test.each(['pdf', 'toString'])('%s is unknown, and the valid names are listed', async (name) => {
  await expect(loadReport(name)).rejects.toMatchObject({
    message: `unknown report: ${name}`,
    hint: `valid report names: ${reportNames.join(', ')}`,
  })
})
