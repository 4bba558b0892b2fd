import { expect, test } from "vitest";
import { countPlaywright, countVitest, sumCounts, tellCounts } from "./test-counts.ts";

const vitestReport = {
  success: true,
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  testResults: [{ status: "passed", assertionResults: [{}] }],
};

test("adds what ran, and tells of skipped tests only where there are any", () => {
  const unit = countVitest(vitestReport);
  const endToEnd = countPlaywright({
    stats: { expected: 3, unexpected: 0, flaky: 0, skipped: 0 },
    errors: [],
  });
  expect(tellCounts(sumCounts([unit, endToEnd]))).toBe("10 passed, 0 failed, 1 skipped");
  expect(tellCounts(endToEnd)).toBe("3 passed, 0 failed");
});

test("a file that did not load counts as a failure", () => {
  const report = {
    ...vitestReport,
    success: false,
    testResults: [...vitestReport.testResults, { status: "failed", assertionResults: [] }],
  };
  expect(countVitest(report).failed).toBe(1);
});

test("an error outside of the tests counts as a failure", () => {
  expect(countVitest({ ...vitestReport, success: false }).failed).toBe(1);
});

test("a flaky test has failed", () => {
  const stats = { expected: 3, unexpected: 1, flaky: 1, skipped: 0 };
  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 3, failed: 3, skipped: 0 });
});
