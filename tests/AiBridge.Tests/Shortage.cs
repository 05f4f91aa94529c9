namespace AiBridge.Tests;

/// <summary>Memory that is not there, planted by a test.</summary>
internal static class Shortage
{
    public static Exception Planted() => new OutOfMemoryException();
}
