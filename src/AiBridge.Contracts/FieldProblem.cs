namespace AiBridge.Contracts;

/// <param name="Field">Path of the field in the body, camelCase: <c>timeouts.connectSeconds</c>, <c>apiKeys[0].value</c>; empty for the body itself.</param>
/// <param name="Problem">What a good value looks like: <c>must be …</c>. Never repeats a secret.</param>
public sealed record FieldProblem(string Field, string Problem);
