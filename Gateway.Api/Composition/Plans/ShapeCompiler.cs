using Gateway.Api.Composition.Shaping;

namespace Gateway.Api.Composition.Plans;

/// <summary>Turns <c>Pick</c>, <c>Drop</c> and <c>Rename</c> into one set of rules.</summary>
internal sealed class ShapeCompiler(Findings findings)
{
    public Shape? Compile(string key, PartSettings settings)
    {
        var count = settings.Pick.Length + settings.Drop.Length + settings.Rename.Count;
        if (count == 0)
        {
            return null;
        }

        var isGood = findings.Check(count <= Shape.RulesMax, PlanRules.Shape, key, $"{count} paths", $"at most {Shape.RulesMax} in Pick, Drop and Rename together")
            & CheckPaths($"{key}:Pick", settings.Pick) & CheckPaths($"{key}:Drop", settings.Drop) & CheckPaths($"{key}:Rename", settings.Rename.Keys)
            & CheckNames($"{key}:Rename", settings.Rename);
        foreach (var path in settings.Drop.Where(path => settings.Pick.Contains(path) || settings.Rename.ContainsKey(path)))
        {
            isGood &= findings.Check(false, PlanRules.Shape, $"{key}:Drop", path, "a path that is neither picked nor renamed");
        }

        return isGood && CheckCollisions(key, settings) ? new(settings.Pick, settings.Drop, settings.Rename) : null;
    }

    private bool CheckPaths(string key, IEnumerable<string> paths)
    {
        var isGood = true;
        foreach (var path in paths)
        {
            isGood &= findings.Check(Shape.IsPath(path), PlanRules.Shape, key, path, "members joined by dots, such as price.amount");
        }

        return isGood;
    }

    private bool CheckNames(string key, Dictionary<string, string> rename)
    {
        var isGood = true;
        foreach (var (path, name) in rename)
        {
            isGood &= findings.Check(Shape.IsName(name), PlanRules.Shape, $"{key}:{path}", name, "a new name without dots");
        }

        return isGood;
    }

    /// <summary>Two members of one object that would bear one name.</summary>
    private bool CheckCollisions(string key, PartSettings settings)
    {
        var isGood = true;
        var taken = settings.Pick.Where(path => !settings.Rename.ContainsKey(path)).ToHashSet(StringComparer.Ordinal);
        foreach (var (path, name) in settings.Rename)
        {
            var renamed = path[..(path.LastIndexOf('.') + 1)] + name;
            isGood &= findings.Check(taken.Add(renamed), PlanRules.Collision, $"{key}:Rename:{path}", name, "a name that no other member there gets or keeps");
        }

        return isGood;
    }
}
