using ModelConverter;
using ModelConverter.Packages;

if (args is not [var modelsFolder, var target, var nugetFolder])
{
    Console.Error.WriteLine("Usage: ModelConverter MODELS-FOLDER TARGET-FOLDER NUGET-PACKAGES-FOLDER");
    return 2;
}

try
{
    using var exclusive = FolderLock.Take(target);
    using var packages = new PackageSource(nugetFolder);
    foreach (var recipe in Recipe.ReadAll(modelsFolder))
    {
        Kitchen.Prepare(recipe, packages, Path.Combine(target, recipe.Model));
    }

    return 0;
}
catch (RecipeFailedException failure)
{
    // The form that a build shows as an error of its own.
    Console.Error.WriteLine($"{failure.RecipePath} : error MODEL: {failure.Message}");
    return 1;
}
