namespace AiBridge.Configuration;

/// <summary>The program is not to run on what it was given, and has changed nothing of it. The message is the operator's, and says all there is to say.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
