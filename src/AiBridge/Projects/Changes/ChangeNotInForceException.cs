namespace AiBridge.Projects.Changes;

/// <summary>The change is stored, but the store could not be read afterwards: it takes force by itself as soon as it can be.</summary>
internal sealed class ChangeNotInForceException(Exception failure) : Exception("The change is stored and not yet in force.", failure);
