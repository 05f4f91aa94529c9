namespace AiBridge.Contracts.Providers;

/// <summary>
/// A provider as it is written: an entry of <c>Providers</c> in a file, or the body of a request. A program that changes one sends the
/// whole record; of what holds secrets, null is left out and therefore stays as it is.
/// </summary>
public sealed record ProviderOptions : ProviderFields;
